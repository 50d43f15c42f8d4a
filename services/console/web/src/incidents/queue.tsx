import type { Incident } from '@liftwatch/schemas';
import { Link } from 'wouter';
import { useWordList } from '../api/queries.ts';
import { useNow } from '../live/clock.ts';
import { useLanguage } from '../words/language.tsx';
import { stopwatch } from '../words/time.ts';
import { kindName, placeName } from './names.ts';
import { beganMs, byUrgency, laneOf, lanes, type Lane } from './order.ts';
import { PriorityChip } from './priority-chip.tsx';

/** Who has it, and the clock to the next escalation. */
const OwnerAndClock = ({ incident }: { readonly incident: Incident }) => {
  const { language, words } = useLanguage();
  const nowMs = useNow();
  const owner = incident.response?.owner;
  const next = incident.response?.deadlines[0];
  const leftMs = next === undefined ? undefined : next.dueAtMs - nowMs;
  return (
    <>
      {owner !== undefined && <span className="mark mark-owner">{owner.id}</span>}
      {next !== undefined && leftMs !== undefined && (
        <span className={`mark ${leftMs < 0 ? 'mark-overdue' : 'mark-clock'}`}>
          {words.incident.owed[next.what] ?? next.what}{' '}
          {leftMs < 0 ? `${words.incident.overdue} ${stopwatch(-leftMs, language)}` : stopwatch(leftMs, language)}
        </span>
      )}
    </>
  );
};

const QueueRow = ({ incident, isSelected }: { readonly incident: Incident; readonly isSelected: boolean }) => {
  const { language, words } = useLanguage();
  const list = useWordList();
  const nowMs = useNow();
  const lane = laneOf(incident);
  return (
    <li>
      <Link
        href={`/incidents/${incident.incidentId}`}
        className={`queue-row lane-${lane} state-${incident.state}`}
        aria-current={isSelected ? 'true' : undefined}
      >
        <PriorityChip priority={incident.priority} />
        <span className="queue-what">
          <strong>{kindName(incident.kind, words, { list, language })}</strong>
          <span className="queue-place">
            {placeName(incident)}
            {incident.lift.floor !== undefined && ` · ${words.incident.floor(incident.lift.floor)}`}
            {!incident.lift.registered && incident.liftId !== undefined && ` · ${words.notRegistered}`}
          </span>
          <span className="queue-marks">
            <span className={`mark mark-${incident.state}`}>{words.state[incident.state] ?? incident.state}</span>
            {incident.confirmation === 'confirmed' && <span className="mark">{words.confirmation.confirmed}</span>}
            {incident.drill && <span className="mark mark-drill">{words.incident.drill}</span>}
            {lane === 'people' && !incident.drill && (
              <span className="mark">{words.occupancy[incident.occupancy]}</span>
            )}
            {lane !== 'waiting' && <OwnerAndClock incident={incident} />}
          </span>
        </span>
        <time className="queue-age">{stopwatch((incident.resolvedAtMs ?? nowMs) - beganMs(incident), language)}</time>
      </Link>
    </li>
  );
};

const QueueLane = ({
  lane,
  incidents,
  selectedId,
}: {
  readonly lane: Lane;
  readonly incidents: readonly Incident[];
  readonly selectedId: string | undefined;
}) => {
  const { words } = useLanguage();
  if (incidents.length === 0) return null;
  return (
    <section className={`lane lane-of-${lane}`} aria-labelledby={`lane-${lane}`}>
      <h2 id={`lane-${lane}`}>
        {words.duty[lane]} <span className="count">{incidents.length}</span>
      </h2>
      <ul className="queue">
        {incidents.map((one) => (
          <QueueRow key={one.incidentId} incident={one} isSelected={one.incidentId === selectedId} />
        ))}
      </ul>
    </section>
  );
};

/** Open incidents by lane, most urgent first. */
export const Queue = ({
  incidents,
  selectedId,
}: {
  readonly incidents: readonly Incident[];
  readonly selectedId: string | undefined;
}) => {
  const sorted = [...incidents].sort(byUrgency);
  return lanes.map((lane) => (
    <QueueLane
      key={lane}
      lane={lane}
      incidents={sorted.filter((one) => laneOf(one) === lane)}
      selectedId={selectedId}
    />
  ));
};
