import type { Bilingual, Incident, IncidentState, TimelineEntry, UnixMs } from '@liftwatch/schemas';
import { isEnded } from './states.ts';

const ends = ['freed', 'resolved', 'closed'] as const;
const anewOrOn = ['suspected', 'alarm', 'cause-filed', 'closed'] as const;

/**
 * Which states may follow which. The engine clears findings, dispatch ends incidents (`freed`, `resolved`), a person
 * closes them: only `closed` and what lies between `dispatched` and it is reached by people. withdrawn, closed and
 * history are final; an incident that has ended can begin anew. An owner who gives it up takes it back to `dispatched`.
 */
export const transitions = {
  suspected: ['alarm', 'withdrawn', ...ends],
  alarm: ['dispatched', 'acknowledged', 'en-route', 'arrived', ...ends],
  dispatched: ['acknowledged', 'en-route', 'arrived', ...ends],
  acknowledged: ['dispatched', 'en-route', 'arrived', ...ends],
  'en-route': ['dispatched', 'acknowledged', 'arrived', ...ends],
  arrived: ends,
  freed: anewOrOn,
  resolved: anewOrOn,
  'cause-filed': ['suspected', 'alarm', 'closed'],
  closed: [],
  withdrawn: [],
  history: [],
} as const satisfies Readonly<Record<IncidentState, readonly IncidentState[]>>;

export const mayFollow = (from: IncidentState, to: IncidentState): boolean =>
  (transitions[from] as readonly IncidentState[]).includes(to);

/** When, why and by whom; `who` absent: liftwatch itself. */
export interface Why {
  readonly atMs: UnixMs;
  readonly reason: string;
  readonly who?: string;
  readonly detail?: string;
  readonly words?: Bilingual;
}

/** Adds one audited line to the incident's timeline. */
export const noted = (incident: Incident, entry: TimelineEntry): Incident => ({
  ...incident,
  timeline: [...incident.timeline, { ...entry }],
});

export type Moved =
  | { readonly moved: true; readonly incident: Incident }
  | { readonly moved: false; readonly reason: string };

const timesOf = (incident: Incident, to: IncidentState, atMs: UnixMs): Partial<Incident> => {
  if (to === 'alarm') return { alarmAtMs: atMs };
  if (to === 'freed' || to === 'resolved') return { resolvedAtMs: atMs };
  if (to === 'closed')
    return { closedAtMs: atMs, ...(incident.resolvedAtMs === undefined ? { resolvedAtMs: atMs } : {}) };
  return {};
};

/** Beginning anew forgets how the last episode ended and who had it; its times stay on the timeline. */
const anew = (incident: Incident): Incident => {
  const {
    outcome: _o,
    resolvedAtMs: _r,
    alarmAtMs: _a,
    response: _p,
    causeCode: _c,
    peopleFreed: _f,
    ...rest
  } = incident;
  return { ...rest, episode: incident.episode + 1 };
};

/** Moves an incident to another state and writes why; refuses a move that the table does not name. Pure. */
export const move = (incident: Incident, to: IncidentState, why: Why): Moved => {
  if (!mayFollow(incident.state, to)) return { moved: false, reason: `${incident.state}-to-${to}-not-allowed` };
  const base = isEnded(incident) && (to === 'suspected' || to === 'alarm') ? anew(incident) : incident;
  const next: Incident = { ...base, ...timesOf(base, to, why.atMs), state: to };
  return { moved: true, incident: noted(next, { ...why, what: `${incident.state}->${to}` }) };
};

/** As `move`, where the table allows it by construction; a refusal stays on the timeline instead of being lost. */
export const moved = (incident: Incident, to: IncidentState, why: Why): Incident => {
  const result = move(incident, to, why);
  return result.moved ? result.incident : noted(incident, { ...why, what: 'kept', reason: result.reason });
};

/** How an incident ends: people who were in it are freed; what was not so, or held nobody, is resolved. */
export const endOf = (incident: Incident, outcome: Incident['outcome']): 'freed' | 'resolved' =>
  incident.kind === 'entrapment' && outcome === 'released' ? 'freed' : 'resolved';
