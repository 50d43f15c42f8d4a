import type { Incident, IncidentState, UnixMs } from '@liftwatch/schemas';

/**
 * Which states may follow which. The engine clears findings, dispatch resolves incidents, a person closes them: only
 * `closed` is reached by a person. withdrawn, closed and history are final; a resolved incident can begin anew.
 */
export const transitions = {
  suspected: ['alarm', 'withdrawn', 'resolved', 'closed'],
  alarm: ['resolved', 'closed'],
  resolved: ['suspected', 'alarm', 'closed'],
  closed: [],
  withdrawn: [],
  history: [],
} as const satisfies Readonly<Record<IncidentState, readonly IncidentState[]>>;

export const mayFollow = (from: IncidentState, to: IncidentState): boolean =>
  (transitions[from] as readonly IncidentState[]).includes(to);

/** Adds one audited line to the incident's timeline. */
export const noted = (
  incident: Incident,
  entry: { readonly atMs: UnixMs; readonly what: string; readonly reason: string; readonly detail?: string },
): Incident => ({ ...incident, timeline: [...incident.timeline, { ...entry }] });

export type Moved =
  | { readonly moved: true; readonly incident: Incident }
  | { readonly moved: false; readonly reason: string };

const timesOf = (incident: Incident, to: IncidentState, atMs: UnixMs): Partial<Incident> => {
  if (to === 'alarm') return { alarmAtMs: atMs };
  if (to === 'resolved') return { resolvedAtMs: atMs };
  if (to === 'closed')
    return { closedAtMs: atMs, ...(incident.resolvedAtMs === undefined ? { resolvedAtMs: atMs } : {}) };
  return {};
};

/** Beginning anew forgets how the last episode ended; its times stay on the timeline. */
const anew = (incident: Incident): Incident => {
  const { outcome: _o, resolvedAtMs: _r, alarmAtMs: _a, ...rest } = incident;
  return { ...rest, episode: incident.episode + 1 };
};

/** Moves an incident to another state and writes why; refuses a move that the table does not name. Pure. */
export const move = (
  incident: Incident,
  to: IncidentState,
  why: { readonly atMs: UnixMs; readonly reason: string; readonly detail?: string },
): Moved => {
  if (!mayFollow(incident.state, to)) return { moved: false, reason: `${incident.state}-to-${to}-not-allowed` };
  const base = incident.state === 'resolved' && to !== 'closed' ? anew(incident) : incident;
  const next: Incident = { ...base, ...timesOf(base, to, why.atMs), state: to };
  return { moved: true, incident: noted(next, { ...why, what: `${incident.state}->${to}` }) };
};
