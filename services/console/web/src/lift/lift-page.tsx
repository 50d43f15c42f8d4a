import type { Incident } from '@liftwatch/schemas';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { getJson } from '../api/ask.ts';
import { useLiftState, useRegistered, useWordList, type RegisteredAnswer } from '../api/queries.ts';
import { ConditionMark } from '../fleet/condition-mark.tsx';
import { kindName } from '../incidents/names.ts';
import { PriorityChip } from '../incidents/priority-chip.tsx';
import { useNow } from '../live/clock.ts';
import { ShareLink } from '../shell/share-link.tsx';
import { usePageTitle } from '../shell/page-title.ts';
import { Empty, Failed, Loading } from '../shell/states.tsx';
import { useLanguage } from '../words/language.tsx';
import { dateAndTime, roughly, stopwatch } from '../words/time.ts';
import { Health } from './health.tsx';
import type { LiftState } from './lift-state.ts';
import { Shaft } from './shaft.tsx';
import { AllSignals, MainSignals } from './signals.tsx';
import { Terminals } from './terminals.tsx';
import { Trends } from './trends.tsx';
import { Trips } from './trips.tsx';

const Findings = ({ state }: { readonly state: LiftState }) => {
  const { language, words } = useLanguage();
  const list = useWordList();
  const nowMs = useNow();
  return (
    <section aria-labelledby="findings">
      <h2 id="findings">{words.lift.findings}</h2>
      {state.findings.length === 0 && (
        <p className="muted">{state.condition === 'unknown' ? words.lift.noFindingsUnknown : words.lift.noFindings}</p>
      )}
      <ul className="finding-list">
        {state.findings.map((finding) => (
          <li key={finding.findingId} className={`priority-edge-${finding.priority}`}>
            <code>{finding.code}</code> {list?.codes[finding.code]?.[language]}{' '}
            <span className={`mark mark-${finding.stage}`}>{words.state[finding.stage]}</span>
            <time>{stopwatch(nowMs - finding.onsetAtMs, language)}</time>
          </li>
        ))}
      </ul>
    </section>
  );
};

const Incidents = ({ liftId }: { readonly liftId: string }) => {
  const { language, words } = useLanguage();
  const list = useWordList();
  const { data } = useQuery({
    queryKey: ['incidents', 'of-lift', liftId],
    queryFn: () => getJson<{ items: Incident[] }>(`/dispatch/api/v1/incidents?liftId=${liftId}&limit=10`),
    refetchInterval: 10_000,
  });
  return (
    <section aria-labelledby="incidents">
      <h2 id="incidents">{words.lift.incidents}</h2>
      {data?.items.length === 0 && <p className="muted">{words.lift.noIncidents}</p>}
      <ul className="finding-list">
        {data?.items.map((one) => (
          <li key={one.incidentId}>
            <PriorityChip priority={one.priority} />{' '}
            <Link href={`/incidents/${one.incidentId}`}>{kindName(one.kind, words, { list, language })}</Link>{' '}
            <span className={`mark mark-${one.state}`}>{words.state[one.state] ?? one.state}</span>
            <time>{dateAndTime(one.openedAtMs, language)}</time>
          </li>
        ))}
      </ul>
    </section>
  );
};

const Heading = ({
  liftId,
  registered,
  state,
}: {
  liftId: string;
  registered: RegisteredAnswer;
  state: LiftState | null;
}) => {
  const { words } = useLanguage();
  const lift = registered.lift;
  const rescueCode = lift?.rescueCode ? words.lift.rescueCode(lift.rescueCode) : undefined;
  const place = [lift?.address, lift?.siteName, lift?.districtName, lift?.firmName];
  const parts = [rescueCode, ...place, lift?.registrationCode, liftId];
  return (
    <header className="lift-head">
      <h1>{lift?.name ?? state?.name ?? liftId}</h1>
      <ConditionMark condition={state?.condition ?? 'unknown'} />
      {state !== null && !state.registered && <span className="mark">{words.notRegistered}</span>}
      <ShareLink path={`${location.pathname}${location.search}`} />
      <p className="muted">{parts.filter((part) => part !== null && part !== undefined).join(' · ')}</p>
    </header>
  );
};

const Silence = ({ state }: { readonly state: LiftState }) => {
  const { language, words } = useLanguage();
  const nowMs = useNow();
  if (state.link === 'up') return null;
  return (
    <p className="banner banner-unknown">
      {words.lift.silent(state.heardAtMs === null ? words.unknown : roughly(nowMs - state.heardAtMs, language))}
    </p>
  );
};

/** One lift: the moving car, what is known of it, what was found, its trends. */
export const LiftPage = ({ liftId }: { readonly liftId: string }) => {
  const { words } = useLanguage();
  const { data: state, error, refetch } = useLiftState(liftId);
  const registered = useRegistered(liftId);
  usePageTitle(registered.lift?.name ?? liftId);
  if (error && state === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  if (state === undefined) return <Loading />;
  const shaft = { floors: registered.facts?.floors ?? [], travelM: registered.facts?.travelM };
  return (
    <div className="page lift">
      <p className="back">
        <Link href="/fleet">← {words.nav.fleet}</Link>
      </p>
      <Heading liftId={liftId} registered={registered} state={state} />
      {state === null ? (
        <Empty title={words.lift.notHeard}>
          <p>{words.lift.notHeardHint}</p>
        </Empty>
      ) : (
        <>
          <Silence state={state} />
          <div className="lift-now">
            <Shaft state={state} facts={shaft} />
            <div>
              <MainSignals state={state} />
              <Findings state={state} />
              <Incidents liftId={liftId} />
              <Terminals state={state} />
              <AllSignals state={state} />
            </div>
          </div>
          <Health liftId={liftId} />
          <Trips liftId={liftId} />
          <Trends liftId={liftId} />
        </>
      )}
    </div>
  );
};
