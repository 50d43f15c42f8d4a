import { useState, type SyntheticEvent } from 'react';
import { useOverview } from '../api/queries.ts';
import {
  useRuleSet,
  useRuleSetRecord,
  useRuleSets,
  useRuleSetStep,
  type RuleSetStep,
  type RuleSetVersion,
} from '../api/rule-sets.ts';
import { Failed, Loading } from '../shell/states.tsx';
import { useLanguage } from '../words/language.tsx';
import { dateAndTime } from '../words/time.ts';

const Overrides = ({ version }: { readonly version: string }) => {
  const { words } = useLanguage();
  const { data } = useRuleSet(version);
  if (!data) return <Loading />;
  return (
    <ul>
      {data.overrides.map(({ rule, scope = {}, args, note }, i) => (
        <li key={i}>
          <code>{rule}</code>{' '}
          {Object.entries(args)
            .map(([name, value]) => `${name} = ${value}`)
            .join(', ')}{' '}
          <span className="muted">
            {Object.entries(scope)
              .map(([kind, ids]) => `${kind} ${String(ids)}`)
              .join(' ') || words.fleet.all}
            {note !== undefined && ` · ${note}`}
          </span>
        </li>
      ))}
    </ul>
  );
};

const Version = ({ one, onStep }: { readonly one: RuleSetVersion; readonly onStep: (step: RuleSetStep) => void }) => {
  const { language, words } = useLanguage();
  return (
    <li className="version">
      <p>
        <strong>{one.version}</strong> {one.role !== null && <span className="mark">{words.ruleSets[one.role]}</span>}{' '}
        <span className="muted">
          {one.author} · {dateAndTime(one.createdAtMs, language)} ·{' '}
          {words.ruleSets.counts(one.overridesCount, one.rulesCount)}
        </span>
      </p>
      <p>{one.reason}</p>
      <details>
        <summary>{words.ruleSets.overrides}</summary>
        <Overrides version={one.version} />
      </details>
      <div className="buttons">
        {one.role !== 'active' && (
          <button type="button" className="button" onClick={() => onStep(`${one.version}/activate`)}>
            {words.ruleSets.activate}
          </button>
        )}
        {one.role === null && (
          <button type="button" className="button" onClick={() => onStep(`${one.version}/shadow`)}>
            {words.ruleSets.shadow}
          </button>
        )}
        {one.role === 'candidate' && (
          <button type="button" className="button" onClick={() => onStep('shadow/stop')}>
            {words.ruleSets.stopShadow}
          </button>
        )}
        {one.role === 'active' && (
          <button type="button" className="button" onClick={() => onStep('rollback')}>
            {words.ruleSets.rollBack}
          </button>
        )}
      </div>
    </li>
  );
};

/** Asks why before a change of what holds for lifts. */
const Why = ({ step, onDone }: { readonly step: RuleSetStep; readonly onDone: () => void }) => {
  const { words } = useLanguage();
  const take = useRuleSetStep();
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const reason = new FormData(event.currentTarget).get('reason');
    take.mutate({ step, reason: typeof reason === 'string' ? reason.trim() : '' }, { onSuccess: onDone });
  };
  return (
    <form className="form" onSubmit={submit}>
      <label className="grow">
        {words.ruleSets.reason}: {step}
        <input name="reason" required maxLength={500} autoFocus />
      </label>
      <button type="submit" className="button button-main">
        {words.action.send}
      </button>
      {take.error && (
        <p role="alert" className="error-text">
          {take.error.message}
        </p>
      )}
    </form>
  );
};

const Record = () => {
  const { language, words } = useLanguage();
  const changes = useRuleSetRecord().data ?? [];
  if (changes.length === 0) return null;
  return (
    <details>
      <summary>{words.ruleSets.record}</summary>
      <ol className="timeline">
        {[...changes].reverse().map((change) => (
          <li key={change.seq}>
            <time>{dateAndTime(change.atMs, language)}</time>
            <span>
              {words.ruleSets.what[change.what] ?? change.what} <strong>{change.version}</strong> · {change.by} ·{' '}
              <span className="muted">{change.reason}</span>
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
};

/** Versions of what users changed: which is in force, which runs in the shadow, and the way from one to the other. */
export const Versions = () => {
  const { words } = useLanguage();
  const { data, error, refetch } = useRuleSets();
  const [step, setStep] = useState<RuleSetStep | undefined>(undefined);
  const mayChange = useOverview()?.mayChange !== false;
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <section className="card" aria-labelledby="versions">
      <h2 id="versions">{words.ruleSets.title}</h2>
      {data.versions.length === 0 ? (
        <p className="muted">{words.ruleSets.none}</p>
      ) : (
        <ul>
          {data.versions.map((one) => (
            <Version key={one.version} one={one} onStep={setStep} />
          ))}
        </ul>
      )}
      {step !== undefined &&
        (mayChange ? (
          <Why key={step} step={step} onDone={() => setStep(undefined)} />
        ) : (
          <p className="note">{words.action.closedHere}</p>
        ))}
      <Record />
    </section>
  );
};
