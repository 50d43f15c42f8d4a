import type { Incident } from '@liftwatch/schemas';
import { useState } from 'react';
import { useOverview } from '../api/queries.ts';
import { useWords } from '../words/language.tsx';
import { CloseForm, RefuseForm, ReleaseForm } from './action-forms.tsx';
import { hasEnded } from './order.ts';
import { accountId, keepOperatorId, operatorId, useStep, type Step } from './use-step.ts';

const ETA_MINUTES = [5, 10, 15, 30];
const OVER: readonly string[] = ['closed', 'withdrawn', 'history'];

const OperatorId = () => {
  const words = useWords();
  const account = accountId();
  if (account !== undefined)
    return (
      <p className="operator-id">
        {words.action.by} <code>{account}</code>
      </p>
    );
  return (
    <label className="operator-id">
      {words.action.by}
      <input
        defaultValue={operatorId()}
        maxLength={64}
        onChange={(event) => keepOperatorId(event.target.value.trim())}
      />
    </label>
  );
};

type Send = (step: Step) => void;

const EtaButtons = ({ send }: { readonly send: Send }) => {
  const words = useWords();
  return (
    <span className="button-group" role="group" aria-label={words.action.eta}>
      <span aria-hidden="true">{words.action.eta}</span>
      {ETA_MINUTES.map((etaMinutes) => (
        <button
          key={etaMinutes}
          type="button"
          className="button"
          onClick={() => send({ action: 'eta', body: { etaMinutes } })}
        >
          {words.action.minutes(etaMinutes)}
        </button>
      ))}
    </span>
  );
};

/** The step that is due next stands out; the others are there. */
const LiveButtons = ({ incident, send }: { readonly incident: Incident; readonly send: Send }) => {
  const words = useWords();
  const response = incident.response;
  const [isOwned, isThere] = [response?.owner !== undefined, response?.arrivedAtMs !== undefined];
  const button = (action: 'acknowledge' | 'arrive' | 'confirm' | 'reject', isNext: boolean) => (
    <button type="button" className={isNext ? 'button button-main' : 'button'} onClick={() => send({ action })}>
      {words.action[action]}
    </button>
  );
  return (
    <>
      {!isOwned && button('acknowledge', true)}
      {isOwned && !isThere && response?.etaAtMs === undefined && <EtaButtons send={send} />}
      {!isThere && button('arrive', isOwned)}
      {incident.confirmation === 'none' && button('confirm', false)}
      {button('reject', false)}
    </>
  );
};

/** What a person can do now. Every step is dispatch's own; what it refuses is shown in its words. */
export const Actions = ({ incident }: { readonly incident: Incident }) => {
  const words = useWords();
  const overview = useOverview();
  const step = useStep(incident);
  const [form, setForm] = useState<'refuse' | 'release' | 'close' | undefined>(undefined);
  if (OVER.includes(incident.state)) return null;
  if (overview?.mayAct === false)
    return <p className="note">{overview.who ? words.action.notYourRole : words.action.closedHere}</p>;
  if (incident.state === 'suspected') return <p className="note">{words.action.notYet}</p>;
  const send = (next: Step): void => {
    setForm(undefined);
    step.mutate(next);
  };
  const ended = hasEnded(incident);
  const formButton = (which: 'refuse' | 'release' | 'close', isNext: boolean) => (
    <button
      type="button"
      className={isNext ? 'button button-main' : 'button'}
      aria-expanded={form === which}
      onClick={() => setForm(form === which ? undefined : which)}
    >
      {words.action[which]}
    </button>
  );
  return (
    <section className="actions" aria-label={words.action.title}>
      <div className="buttons" aria-busy={step.isPending}>
        {!ended && <LiveButtons incident={incident} send={send} />}
        {!ended &&
          incident.kind === 'entrapment' &&
          formButton('release', incident.response?.arrivedAtMs !== undefined)}
        {!ended && formButton('refuse', false)}
        {formButton('close', ended)}
      </div>
      {form === 'release' && <ReleaseForm onSend={send} />}
      {form === 'refuse' && <RefuseForm onSend={send} />}
      {form === 'close' && <CloseForm incident={incident} onSend={send} />}
      <div className="actions-foot">
        <OperatorId />
        <p role="status" className={step.isError ? 'error-text' : 'muted'}>
          {step.isError ? step.error.message : step.isSuccess && words.action.done}
        </p>
      </div>
    </section>
  );
};
