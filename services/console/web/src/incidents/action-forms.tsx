import type { Incident } from '@liftwatch/schemas';
import type { SyntheticEvent } from 'react';
import { useWordList } from '../api/queries.ts';
import { fieldsOf, textOf } from '../shell/form-fields.ts';
import { useLanguage } from '../words/language.tsx';
import { hasEnded } from './order.ts';
import type { Step } from './use-step.ts';

/** Refusing needs a reason: whoever is called next reads it. */
export const RefuseForm = ({ onSend }: { readonly onSend: (step: Step) => void }) => {
  const { words } = useLanguage();
  return (
    <form
      className="form"
      onSubmit={(event) => onSend({ action: 'refuse', body: { reason: textOf(fieldsOf(event), 'reason') } })}
    >
      <label>
        {words.action.reason}
        <input name="reason" required maxLength={200} autoFocus />
      </label>
      <button type="submit" className="button button-main">
        {words.action.send}
      </button>
    </form>
  );
};

/** How many were let out; left empty, it is not known, and that is not 0. */
const PeopleFreed = () => {
  const { words } = useLanguage();
  return (
    <label>
      {words.action.peopleFreed}
      <input type="number" name="people" min={0} max={200} step={1} inputMode="numeric" />
    </label>
  );
};

const freedIn = (fields: FormData): { peopleFreed?: number } => {
  const text = textOf(fields, 'people');
  return text === '' ? {} : { peopleFreed: Number(text) };
};

/** The people are out: how many, where that is known. */
export const ReleaseForm = ({ onSend }: { readonly onSend: (step: Step) => void }) => {
  const { words } = useLanguage();
  return (
    <form className="form" onSubmit={(event) => onSend({ action: 'release', body: freedIn(fieldsOf(event)) })}>
      <PeopleFreed />
      <button type="submit" className="button button-main" autoFocus>
        {words.action.send}
      </button>
    </form>
  );
};

/** Closing files the cause; what still lasts is closed only when that is said too. */
export const CloseForm = ({
  incident,
  onSend,
}: {
  readonly incident: Incident;
  readonly onSend: (step: Step) => void;
}) => {
  const { language, words } = useLanguage();
  const causes = Object.entries(useWordList()?.causes ?? {});
  const mustForce = !hasEnded(incident);
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    const fields = fieldsOf(event);
    const note = textOf(fields, 'note');
    const causeCode = textOf(fields, 'cause');
    const body = { causeCode, ...freedIn(fields), ...(note !== '' && { note }), ...(mustForce && { force: true }) };
    onSend({ action: 'close', body });
  };
  return (
    <form className="form" onSubmit={submit}>
      <label>
        {words.action.cause}
        <select name="cause" required defaultValue="" autoFocus>
          <option value="" disabled>
            {words.action.causeFirst}
          </option>
          {causes.map(([code, name]) => (
            <option key={code} value={code}>
              {name[language]}
            </option>
          ))}
        </select>
      </label>
      <label className="grow">
        {words.action.note}
        <input name="note" maxLength={500} />
      </label>
      {incident.kind === 'entrapment' && incident.peopleFreed === undefined && <PeopleFreed />}
      {mustForce && (
        <label className="check">
          <input type="checkbox" required /> {words.action.force}
        </label>
      )}
      <button type="submit" className="button button-main">
        {words.action.send}
      </button>
    </form>
  );
};
