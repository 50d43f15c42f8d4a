import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { Link } from 'wouter';
import { postJson } from '../api/ask.ts';
import { useOverview, useWordList } from '../api/queries.ts';
import type { WorklistItem } from '../api/worklist.ts';
import { operatorId } from '../incidents/use-step.ts';
import { featureName, unitIn, whereText } from '../words/features.ts';
import { useLanguage } from '../words/language.tsx';
import { sourceIn } from '../words/sources.ts';
import { numberOf } from '../words/time.ts';
import { TimeToLimit } from './time-to-limit.tsx';

type CrewWord = 'accept' | 'return' | 'confirm' | 'reject';

const useAnswer = (item: WorklistItem) => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ word, cause }: { word: CrewWord; cause?: string }) =>
      postJson(
        `/dispatch/api/v1/worklist-items/${encodeURIComponent(item.itemId)}/${word}`,
        { by: operatorId(), ...(cause !== undefined && cause !== '' && { cause }) },
        `${item.itemId}-${item.revision}-${word}`,
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['worklist'] }),
  });
};

const CauseForm = ({
  word,
  item,
  onSend,
}: {
  readonly word: 'confirm' | 'reject';
  readonly item: WorklistItem;
  readonly onSend: (cause: string) => void;
}) => {
  const { language, words } = useLanguage();
  const causes = Object.entries(useWordList()?.warningCauses ?? {});
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const cause = new FormData(event.currentTarget).get('cause');
    onSend(typeof cause === 'string' ? cause : '');
  };
  return (
    <form className="form" onSubmit={submit}>
      <label>
        {words.worklist.cause}
        <select name="cause" required={word === 'confirm'} defaultValue={word === 'confirm' ? item.warning.cause : ''}>
          {word === 'reject' && <option value="">{words.worklist.nothingFound}</option>}
          {causes.map(([name, text]) => (
            <option key={name} value={name}>
              {text[language]}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className="button button-main">
        {words.action.send}
      </button>
    </form>
  );
};

const Answer = ({ item }: { readonly item: WorklistItem }) => {
  const { words } = useLanguage();
  const answer = useAnswer(item);
  const [form, setForm] = useState<'confirm' | 'reject' | undefined>(undefined);
  const isAccepted = item.state === 'accepted';
  const overview = useOverview();
  if (overview?.mayAct === false)
    return <p className="note">{overview.who ? words.action.notYourRole : words.action.closedHere}</p>;
  const press = (word: 'accept' | 'return', isMain: boolean) => (
    <button type="button" className={isMain ? 'button button-main' : 'button'} onClick={() => answer.mutate({ word })}>
      {words.worklist[word]}
    </button>
  );
  const open = (word: 'confirm' | 'reject') => (
    <button
      type="button"
      className="button"
      aria-expanded={form === word}
      onClick={() => setForm(form === word ? undefined : word)}
    >
      {words.worklist[word]}
    </button>
  );
  return (
    <>
      <div className="buttons">
        {isAccepted ? press('return', false) : press('accept', true)}
        {open('confirm')}
        {open('reject')}
      </div>
      {form && <CauseForm word={form} item={item} onSend={(cause) => answer.mutate({ word: form, cause })} />}
      {answer.error && (
        <p role="alert" className="error-text">
          {answer.error.message}
        </p>
      )}
    </>
  );
};

const Driver = ({ driver }: { readonly driver: WorklistItem['warning']['drivers'][number] }) => {
  const { language, words } = useLanguage();
  const figure = (value: number): string => `${numberOf(value, language)} ${unitIn(driver.unit, words)}`;
  const { feature, context, baseline, now, limit, limitSource } = driver;
  return (
    <li>
      {featureName(feature, language)} {whereText(context, words)} {words.health.from} {figure(baseline)} →{' '}
      {words.health.now} <strong>{figure(now)}</strong>
      {limit !== null && ` · ${words.health.limit} ${figure(limit)}`}
      {limitSource !== null && <span className="muted"> ({sourceIn(limitSource, language)})</span>}
    </li>
  );
};

const Drivers = ({ item }: { readonly item: WorklistItem }) => {
  const { language, words } = useLanguage();
  return (
    <>
      <h4>{words.worklist.why}</h4>
      <ul>
        {item.warning.drivers.map((driver) => (
          <Driver key={`${driver.feature} ${driver.context}`} driver={driver} />
        ))}
      </ul>
      <h4>{words.worklist.checks}</h4>
      <ul>
        {item.warning.checks.map((check) => (
          <li key={check.item}>
            <code>{check.item}</code> {check[language]}
          </li>
        ))}
      </ul>
    </>
  );
};

/** One warning: where, what, how sure, by when, what to check, and what the crew says of it. */
export const Item = ({ item, isOver }: { readonly item: WorklistItem; readonly isOver: boolean }) => {
  const { language, words } = useLanguage();
  const { warning } = item;
  return (
    <li className={`card work-item severity-${warning.severity}`}>
      <p className="work-head">
        {item.rank !== null && <span className="rank">{item.rank}</span>}
        <Link href={`/lifts/${encodeURIComponent(item.liftId)}`}>{item.lift.name ?? item.liftId}</Link>
        <strong>{item.summary[language]}</strong>
        <span className="mark">{words.worklist.severities[warning.severity]}</span>
        <span className="mark">{words.worklist.states[item.state] ?? item.state}</span>
        {warning.neverBudgeted && <span className="mark mark-alarm">{words.worklist.neverBudgeted}</span>}
        {item.acceptedBy !== undefined && <span className="mark mark-owner">{item.acceptedBy}</span>}
      </p>
      <p className="muted">
        {words.worklist.risk(Math.round(warning.risk * 100))} · {words.health.timeToLimit}{' '}
        <TimeToLimit horizon={warning.horizon} />
      </p>
      <details>
        <summary>{words.worklist.why}</summary>
        <Drivers item={item} />
      </details>
      {!isOver && <Answer item={item} />}
    </li>
  );
};
