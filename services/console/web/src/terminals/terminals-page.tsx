import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { getJson } from '../api/ask.ts';
import { useDeadLetters, useRedrive, useRedriveProgress } from '../api/dead-letters.ts';
import type { FleetPage } from '../api/queries.ts';
import { useNow } from '../live/clock.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { Progress } from '../shell/progress.tsx';
import { Failed, Loading } from '../shell/states.tsx';
import { Table } from '../shell/table.tsx';
import { useLanguage } from '../words/language.tsx';
import { dateAndTime, roughly } from '../words/time.ts';

const REFRESH_MS = 10_000;

/** Lifts whose terminals say nothing: what is not heard is not known, and nobody else looks for it. */
const Silent = () => {
  const { language, words } = useLanguage();
  const nowMs = useNow();
  const { data } = useQuery({
    queryKey: ['fleet', 'silent'],
    queryFn: () => getJson<FleetPage>('/api/v1/fleet?condition=unknown&limit=100'),
    refetchInterval: REFRESH_MS,
  });
  return (
    <section className="card" aria-labelledby="silent">
      <h2 id="silent">
        {words.terminals.offline} <span className="count">{data?.total}</span>
      </h2>
      {data?.total === 0 && <p className="muted">{words.terminals.allOnline}</p>}
      <ul className="finding-list">
        {data?.lifts.map((lift) => (
          <li key={lift.liftId}>
            <Link href={`/lifts/${encodeURIComponent(lift.liftId)}`}>{lift.name ?? lift.liftId}</Link>
            <time>
              {lift.heardAtMs === null ? words.fleet.never : words.ago(roughly(nowMs - lift.heardAtMs, language))}
            </time>
          </li>
        ))}
      </ul>
    </section>
  );
};

const Redrive = () => {
  const { words } = useLanguage();
  const redrive = useRedrive();
  const sofar = useRedriveProgress(redrive.isPending);
  if (redrive.isPending)
    return (
      <Progress
        what={sofar ? words.terminals.redriven(sofar.redriven, sofar.stillRefused) : words.terminals.redriving}
      />
    );
  return (
    <p>
      <button type="button" className="button" onClick={() => redrive.mutate()}>
        {words.terminals.redrive}
      </button>{' '}
      <span role="status" className={redrive.error ? 'error-text' : 'muted'}>
        {redrive.error?.message ??
          (redrive.data && words.terminals.redriven(redrive.data.redriven, redrive.data.stillRefused))}
      </span>
    </p>
  );
};

const Letters = () => {
  const { language, words } = useLanguage();
  const { data, error, refetch } = useDeadLetters();
  const { when, terminal, topic, reason } = words.terminals;
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  if (data.length === 0) return <p className="muted">{words.terminals.noLetters}</p>;
  return (
    <>
      <Redrive />
      <Table title={words.terminals.letters} headings={[when, terminal, topic, reason]} isWide>
        {data.map((letter, i) => (
          <tr key={i}>
            <td className="nowrap">{dateAndTime(letter.receivedAtMs, language)}</td>
            <td>{letter.terminalId}</td>
            <td>
              <code>{letter.topic}</code>
            </td>
            <td>
              {letter.message}
              <details>
                <summary>
                  <code>{letter.code}</code>
                </summary>
                <pre className="payload">{letter.payload}</pre>
              </details>
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
};

/** Terminals that are silent, and publishes that were refused, with their reasons. */
export const TerminalsPage = () => {
  const { words } = useLanguage();
  usePageTitle(words.terminals.title);
  return (
    <div className="page">
      <h1>{words.terminals.title}</h1>
      <Silent />
      <section className="card" aria-labelledby="letters">
        <h2 id="letters">{words.terminals.letters}</h2>
        <p className="muted">{words.terminals.lettersIntro}</p>
        <Letters />
      </section>
    </div>
  );
};
