import { useState, type SyntheticEvent } from 'react';
import { useOnDuty, useOverride, type OnDuty } from '../api/duty.ts';
import { useOverview } from '../api/queries.ts';
import { useContacts, useRotas, type Contact, type Rota } from '../api/people.ts';
import { useNow } from '../live/clock.ts';
import { fieldsOf, textOf } from '../shell/form-fields.ts';
import { Failed, Loading } from '../shell/states.tsx';
import { useLanguage } from '../words/language.tsx';
import { dateAndTime, fromFieldTime, toFieldTime } from '../words/time.ts';

const HOUR_MS = 3_600_000;
const SHIFT_MS = 12 * HOUR_MS;
const SHOWN_HAND_OVERS = 6;

/** Who can stand in: the firm's crew as registered, and everybody that the rota names. */
const peopleOf = (rota: Rota, contacts: readonly Contact[]): readonly string[] => {
  const crew = contacts.filter(({ role, firmId }) => role === 'crew' && firmId === rota.firmId);
  const named = rota.shifts.flatMap(({ people }) => people);
  return [...new Set([...named, ...crew.map(({ personId, contactId }) => personId ?? contactId)])].sort();
};

const StandIn = ({ rota, duty }: { readonly rota: Rota; readonly duty: OnDuty | undefined }) => {
  const { words } = useLanguage();
  const nowMs = useNow();
  const { data: contacts = [] } = useContacts();
  const override = useOverride(rota.rotaId);
  const next = duty?.handOvers[0]?.at;
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    const fields = fieldsOf(event);
    const moment = (name: string): string => fromFieldTime(textOf(fields, name));
    const put = { from: moment('from'), to: moment('to'), personId: textOf(fields, 'person') };
    override.mutate({ put });
  };
  return (
    <form className="form" onSubmit={submit} aria-label={`${words.rota.standIn} ${rota.rotaId}`}>
      <label>
        {words.rota.person}
        <select name="person" required defaultValue="">
          <option value="" disabled>
            {words.rota.choose}
          </option>
          {peopleOf(rota, contacts).map((id) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.rota.from}
        <input type="datetime-local" name="from" required defaultValue={toFieldTime(nowMs)} />
      </label>
      <label>
        {words.rota.to}
        <input
          type="datetime-local"
          name="to"
          required
          defaultValue={toFieldTime(next === undefined ? nowMs + SHIFT_MS : Date.parse(next))}
        />
      </label>
      <button type="submit" className="button button-main" disabled={override.isPending}>
        {words.rota.hand}
      </button>
      <p role="status" className={override.error ? 'error-text' : 'muted'}>
        {override.error?.message ?? (override.isSuccess && words.action.done)}
      </p>
    </form>
  );
};

const Overrides = ({ rota, mayChange }: { readonly rota: Rota; readonly mayChange: boolean }) => {
  const { language, words } = useLanguage();
  const override = useOverride(rota.rotaId);
  const nowMs = useNow();
  const ahead = rota.overrides.filter(({ toMs }) => toMs > nowMs);
  if (ahead.length === 0) return null;
  return (
    <>
      <h3>{words.rota.overrides}</h3>
      <ul className="finding-list">
        {ahead.map(({ fromMs, toMs, personId }) => (
          <li key={`${fromMs} ${toMs}`}>
            <strong>{personId}</strong>{' '}
            <time>
              {dateAndTime(fromMs, language)} – {dateAndTime(toMs, language)}
            </time>
            {mayChange && (
              <button
                type="button"
                className="quiet-button"
                aria-label={`${words.rota.remove} ${personId}`}
                onClick={() =>
                  override.mutate({
                    remove: { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() },
                  })
                }
              >
                {words.rota.remove}
              </button>
            )}
          </li>
        ))}
      </ul>
      {override.error && (
        <p role="alert" className="error-text">
          {override.error.message}
        </p>
      )}
    </>
  );
};

const Now = ({ duty }: { readonly duty: OnDuty }) => {
  const { language, words } = useLanguage();
  const at = (iso: string): string => dateAndTime(Date.parse(iso), language);
  return (
    <>
      <p>
        {words.rota.onDuty}:{' '}
        {duty.people.length === 0 ? (
          <strong className="error-text">{words.rota.nobody}</strong>
        ) : (
          <strong>{duty.people.join(', ')}</strong>
        )}
      </p>
      {duty.gaps.map(({ from, to }) => (
        <p key={from} className="banner banner-alert" role="alert">
          {words.rota.gap} {at(from)} – {at(to)}
        </p>
      ))}
      {duty.handOvers.length > 0 && (
        <details>
          <summary>
            {words.rota.next} {at(duty.handOvers[0]!.at)}
          </summary>
          <ul className="finding-list">
            {duty.handOvers.slice(0, SHOWN_HAND_OVERS).map((hand) => (
              <li key={hand.at}>
                <time>{at(hand.at)}</time> {hand.people.join(', ') || words.rota.nobody}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
};

const shiftsOf = ({ shifts }: Rota): string =>
  shifts
    .map(({ from, to, days, people }) => `${from}–${to}${days ? ` [${days.join(' ')}]` : ''}: ${people.join(', ')}`)
    .join('; ');

const RotaCard = ({ rota }: { readonly rota: Rota }) => {
  const { words } = useLanguage();
  const { data: duty, error, refetch } = useOnDuty(rota.rotaId);
  const mayChange = useOverview()?.mayChange !== false;
  const [isOpen, setOpen] = useState(false);
  return (
    <article className="card" aria-label={rota.rotaId}>
      <h3>
        {rota.rotaId} <span className="muted">{`${rota.firmId} · ${words.rota.layers[rota.layer] ?? rota.layer}`}</span>
      </h3>
      {error && !duty ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : duty ? (
        <Now duty={duty} />
      ) : (
        <Loading />
      )}
      <p className="muted">
        {shiftsOf(rota)} ({rota.timeZone})
      </p>
      <Overrides rota={rota} mayChange={mayChange} />
      {mayChange && (
        <button type="button" className="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {words.rota.standIn}
        </button>
      )}
      {isOpen && <StandIn rota={rota} duty={duty} />}
    </article>
  );
};

/** Each rota: who is on duty, when that changes, where nobody is, and who stands in for whom. */
export const Rotas = () => {
  const { words } = useLanguage();
  const { data, error, refetch } = useRotas();
  return (
    <section aria-labelledby="rotas">
      <h2 id="rotas">
        {words.people.rotas} <span className="count">{data?.length}</span>
      </h2>
      {error && !data && <Failed error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.length === 0 && <p className="muted">{words.rota.none}</p>}
      {data?.map((rota) => (
        <RotaCard key={rota.rotaId} rota={rota} />
      ))}
    </section>
  );
};
