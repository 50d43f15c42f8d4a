import type { SyntheticEvent } from 'react';
import { Link } from 'wouter';
import {
  useOwedTestCalls,
  useReportTestCall,
  useRunSelfTest,
  useSelfTest,
  useStageDrill,
  type SelfTestResult,
  type TestCallStanding,
} from '../api/checks.ts';
import { useOverview } from '../api/queries.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { fieldsOf, textOf } from '../shell/form-fields.ts';
import { Progress } from '../shell/progress.tsx';
import { Failed, Loading } from '../shell/states.tsx';
import { Table } from '../shell/table.tsx';
import { useLanguage } from '../words/language.tsx';
import { dateAndTime, numberOf } from '../words/time.ts';
import { PeopleTabs } from './people-tabs.tsx';

const SECOND_MS = 1_000;

const useMayChange = (): boolean => useOverview()?.mayChange !== false;

const Last = ({ result }: { readonly result: SelfTestResult }) => {
  const { language, words } = useLanguage();
  const { passed, failed, legs, took } = words.checks;
  return (
    <p>
      <span className={result.ok ? 'mark' : 'mark mark-alarm'}>{result.ok ? passed : failed}</span>{' '}
      {dateAndTime(result.startedAtMs, language)} · {took(numberOf(result.durationMs / SECOND_MS, language))} ·{' '}
      {legs[result.reached]}
    </p>
  );
};

const SelfTestCard = () => {
  const { words } = useLanguage();
  const { data, error, refetch } = useSelfTest();
  const run = useRunSelfTest();
  const mayChange = useMayChange();
  return (
    <section className="card" aria-labelledby="self-test">
      <h2 id="self-test">{words.checks.selfTest}</h2>
      <p className="muted">{words.checks.selfTestIs}</p>
      {error && !data && <Failed error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.configured === false && <p className="note">{words.checks.notConfigured}</p>}
      {data?.last ? <Last result={data.last} /> : data?.configured && <p className="muted">{words.checks.neverRun}</p>}
      {data?.configured && mayChange && (
        <button type="button" className="button" disabled={run.isPending} onClick={() => run.mutate()}>
          {words.checks.run}
        </button>
      )}
      {run.isPending && <Progress what={words.checks.underWay} />}
      {run.error && (
        <p role="alert" className="error-text">
          {run.error.message}
        </p>
      )}
    </section>
  );
};

const Drill = () => {
  const { words } = useLanguage();
  const drill = useStageDrill();
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    const fields = fieldsOf(event);
    drill.mutate({ liftId: textOf(fields, 'lift'), note: textOf(fields, 'note') });
  };
  return (
    <section className="card" aria-labelledby="drill">
      <h2 id="drill">{words.checks.drill}</h2>
      <p className="muted">{words.checks.drillIs}</p>
      {useMayChange() ? (
        <form className="form" onSubmit={submit}>
          <label>
            {words.guide.liftId}
            <input name="lift" required maxLength={64} />
          </label>
          <label className="grow">
            {words.action.note}
            <input name="note" maxLength={200} />
          </label>
          <button type="submit" className="button button-main" disabled={drill.isPending}>
            {words.checks.stage}
          </button>
        </form>
      ) : (
        <p className="note">{words.action.closedHere}</p>
      )}
      {drill.data?.incidentId && (
        <p role="status">
          <Link href={`/incidents/${drill.data.incidentId}`}>{words.checks.staged(drill.data.liftId)}</Link>
        </p>
      )}
      {drill.error && (
        <p role="alert" className="error-text">
          {drill.error.message}
        </p>
      )}
    </section>
  );
};

const Owed = ({
  lift,
  onSaid,
}: {
  readonly lift: TestCallStanding;
  readonly onSaid: ((ok: boolean) => void) | undefined;
}) => {
  const { language, words } = useLanguage();
  const { never, standings, heard, notHeard } = words.checks;
  const name = lift.name ?? lift.liftId;
  // Lifts of two sites may have one name.
  const called = lift.name === null ? lift.liftId : `${lift.name} ${lift.liftId}`;
  return (
    <tr>
      <th scope="row">
        <Link href={`/lifts/${encodeURIComponent(lift.liftId)}`}>{name}</Link>
        {lift.name !== null && <span className="muted block">{lift.liftId}</span>}
      </th>
      <td>{standings[lift.standing]}</td>
      <td className="nowrap">{lift.lastOkAtMs === null ? never : dateAndTime(lift.lastOkAtMs, language)}</td>
      <td>
        {onSaid && (
          <>
            <button type="button" className="button" aria-label={`${heard} ${called}`} onClick={() => onSaid(true)}>
              {heard}
            </button>{' '}
            <button type="button" className="button" aria-label={`${notHeard} ${called}`} onClick={() => onSaid(false)}>
              {notHeard}
            </button>
          </>
        )}
      </td>
    </tr>
  );
};

const TestCalls = () => {
  const { words } = useLanguage();
  const { data, error, refetch } = useOwedTestCalls();
  const report = useReportTestCall();
  const mayChange = useMayChange();
  const { testCalls, testCallsAre, lastGood, standing, allInTime, say, more } = words.checks;
  return (
    <section className="card" aria-labelledby="test-calls">
      <h2 id="test-calls">
        {testCalls} <span className="count">{data && `${data.items.length}${data.next === null ? '' : '+'}`}</span>
      </h2>
      <p className="muted">{testCallsAre}</p>
      {error && !data && <Failed error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.items.length === 0 && <p className="muted">{allInTime}</p>}
      {data && data.items.length > 0 && (
        <Table title={testCalls} headings={[words.incident.lift, standing, lastGood, say]}>
          {data.items.map((lift) => (
            <Owed
              key={lift.liftId}
              lift={lift}
              onSaid={mayChange ? (ok) => report.mutate({ liftId: lift.liftId, ok }) : undefined}
            />
          ))}
        </Table>
      )}
      {data && data.next !== null && <p className="muted">{more}</p>}
      {report.error && (
        <p role="alert" className="error-text">
          {report.error.message}
        </p>
      )}
    </section>
  );
};

/** The proof that the pager works: self-test, exercises, and the test call that each lift owes every 72 hours. */
export const ChecksPage = () => {
  const { words } = useLanguage();
  usePageTitle(words.checks.title);
  return (
    <div className="page">
      <h1>{words.checks.title}</h1>
      <PeopleTabs />
      <SelfTestCard />
      <Drill />
      <TestCalls />
    </div>
  );
};
