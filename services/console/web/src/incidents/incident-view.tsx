import type { Incident } from '@liftwatch/schemas';
import { Link } from 'wouter';
import { RefusedError } from '../api/ask.ts';
import { useFindings, useIncident, useWordList } from '../api/queries.ts';
import { useNow } from '../live/clock.ts';
import { ShareLink } from '../shell/share-link.tsx';
import { Empty, Failed, Loading } from '../shell/states.tsx';
import { useLanguage } from '../words/language.tsx';
import { dateAndTime, stopwatch } from '../words/time.ts';
import { Actions } from './actions.tsx';
import { Explanation } from './explanation.tsx';
import { LiveLift } from './live-lift.tsx';
import { Messages } from './messages.tsx';
import { kindName, placeName } from './names.ts';
import { beganMs } from './order.ts';
import { PriorityChip } from './priority-chip.tsx';
import { Standing } from './standing.tsx';
import { Timeline } from './timeline.tsx';

const Headline = ({ incident }: { readonly incident: Incident }) => {
  const { language, words } = useLanguage();
  const list = useWordList();
  const nowMs = useNow();
  const endedMs = incident.resolvedAtMs ?? incident.closedAtMs;
  const over = endedMs === undefined ? '' : ' is-over';
  return (
    <header className={`headline priority-edge-${incident.priority} state-${incident.state}${over}`}>
      <div className="headline-top">
        <PriorityChip priority={incident.priority} />
        <h2>{kindName(incident.kind, words, { list, language })}</h2>
        <span className={`mark mark-${incident.state}`}>{words.state[incident.state] ?? incident.state}</span>
        {incident.drill && <span className="mark mark-drill">{words.incident.drill}</span>}
        <time className="headline-age">{stopwatch((endedMs ?? nowMs) - beganMs(incident), language)}</time>
      </div>
      <p className="headline-place">
        {incident.liftId === undefined ? (
          placeName(incident)
        ) : (
          <Link href={`/lifts/${encodeURIComponent(incident.liftId)}`}>{placeName(incident)}</Link>
        )}
        {incident.lift.floor !== undefined && <span>{words.incident.floor(incident.lift.floor)}</span>}
        {endedMs === undefined && !incident.drill && <span>{words.occupancy[incident.occupancy]}</span>}
        <span>{words.confirmation[incident.confirmation]}</span>
        {!incident.lift.registered && incident.liftId !== undefined && <span>{words.notRegistered}</span>}
      </p>
      <p className="muted">
        {words.incident.began} {dateAndTime(beganMs(incident), language)}
        {incident.lift.firmId !== undefined && ` · ${words.incident.firm} ${incident.lift.firmId}`}
        {incident.lift.siteId !== undefined && ` · ${incident.lift.siteId}`}
        {incident.peopleFreed !== undefined && ` · ${words.incident.peopleFreed(incident.peopleFreed)}`}
        {incident.outcome !== undefined && ` · ${words.outcome[incident.outcome] ?? incident.outcome}`}{' '}
        <ShareLink path={`/incidents/${incident.incidentId}`} />
      </p>
    </header>
  );
};

/** All of one incident: what it is, what can be done, why it fired, what happened, who was told. */
export const IncidentView = ({ incidentId }: { readonly incidentId: string }) => {
  const { words } = useLanguage();
  const { data, error, refetch } = useIncident(incidentId);
  const findings = useFindings(data?.incident);
  if (error instanceof RefusedError && error.problem.status === 404)
    return (
      <Empty title={words.incident.notFound}>
        <p>{words.incident.notFoundHint}</p>
        <Link href="/">{words.nav.duty}</Link>
      </Empty>
    );
  if (error && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  const { incident, deliveries } = data;
  return (
    <article className="incident" aria-label={placeName(incident)}>
      <p className="back">
        <Link href="/">← {words.nav.duty}</Link>
      </p>
      <Headline incident={incident} />
      <Standing detail={data} />
      <Actions incident={incident} />
      <div className="why-and-where">
        <Explanation incident={incident} findings={findings} />
        {incident.liftId !== undefined && <LiveLift liftId={incident.liftId} />}
      </div>
      <div className="incident-columns">
        <Timeline lines={data.timeline} />
        <Messages deliveries={deliveries} />
      </div>
      {incident.parentId !== undefined && (
        <p>
          <Link href={`/incidents/${incident.parentId}`}>{words.incident.goesOn}</Link>
        </p>
      )}
      {incident.suppressed.length > 0 && (
        <p className="muted">{words.incident.lifted(new Set(incident.suppressed.map((one) => one.liftId)).size)}</p>
      )}
    </article>
  );
};
