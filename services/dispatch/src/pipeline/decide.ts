import { isAboutPeople } from '../correlation/danger.ts';
import { correlate, ownKind } from '../correlation/correlate.ts';
import type { Topology } from '../correlation/board.ts';
import type { Place } from '../correlation/place.ts';
import type { Finding, Incident, UnixMs } from '@liftwatch/schemas';
import { move, noted } from '../incidents/lifecycle.ts';
import type { Hash } from '../incidents/open.ts';
import type { Directory } from '../routing/directory.ts';
import { route } from '../routing/route.ts';
import { Draft, type Decision, type Desk, type Seen } from './draft.ts';
import type { DispatchPolicy } from './policy.ts';
import { isWorse, rememberOnly, settleKnown, settleNew } from './settle-finding.ts';

/** What decisions are made with. */
export interface Means {
  readonly policy: DispatchPolicy;
  readonly directory: Directory;
  readonly topology: Topology;
  readonly hash: Hash;
}

const NOTHING: Decision = { incidents: [], deliveries: [], held: [], unheld: [], seen: [] };

/** Every changed incident gets its next revision, is routed, and keeps the reasons on its timeline. */
const routeChanged = (draft: Draft, nowMs: UnixMs, means: Means): void => {
  for (const changed of draft.changed()) {
    const before = draft.before(changed.incidentId);
    const after: Incident = { ...changed, revision: (before?.revision ?? 0) + 1, updatedAtMs: nowMs };
    const told = draft.told.get(after.incidentId) ?? [];
    const routed = route(before, after, { ...means, policy: means.policy.routing, told, nowMs });
    draft.put(routed.reasons.reduce((incident, reason) => noted(incident, { atMs: nowMs, ...reason }), after));
    draft.send(routed.deliveries);
  }
};

const placeOf = (draft: Draft, finding: Finding, means: Means): Place =>
  finding.change === 'cleared'
    ? { to: 'lift', kind: ownKind(finding).kind, reason: `already-${finding.stage}` }
    : correlate(finding, { board: draft, policy: means.policy.correlation, topology: means.topology });

/** A held finding that has changed: ended, it is kept as past; about people now, it waits no longer. */
const settleHeld = (draft: Draft, finding: Finding, means: Means): Place | undefined => {
  const held = draft.held.get(finding.findingId);
  if (!held) return undefined;
  if (finding.change !== 'cleared' && !isAboutPeople(finding)) {
    draft.held.set(finding.findingId, { ...held, finding });
    rememberOnly(draft, finding, []);
    return { to: 'hold', reason: 'still-waiting' };
  }
  draft.held.delete(finding.findingId);
  return placeOf(draft, finding, means);
};

/** One line of the finding log: seen before? -> correlation -> incident -> who is told. Pure. */
export const decideFinding = (
  desk: Desk,
  line: { readonly finding: Finding; readonly seen: Seen | undefined; readonly nowMs: UnixMs },
  means: Means,
): Decision => {
  const { finding, seen, nowMs } = line;
  // Wear is ranked in the worklist; it never is an incident and never sends a message by itself.
  if (finding.warning !== undefined) return NOTHING;
  if (seen && seen.revision >= finding.revision) return NOTHING;
  const draft = new Draft(desk);
  const tools = { nowMs, hash: means.hash, policy: means.policy.correlation };
  const known = seen !== undefined && settleKnown(draft, finding, seen, tools);
  if (!known) {
    const waiting = settleHeld(draft, finding, means);
    const closed = seen !== undefined && waiting === undefined;
    if (closed && !isWorse(finding, seen)) rememberOnly(draft, finding, seen.incidentIds);
    else if (waiting?.reason !== 'still-waiting')
      settleNew(draft, finding, waiting ?? placeOf(draft, finding, means), tools);
  }
  routeChanged(draft, nowMs, means);
  return draft.decision();
};

/** Time has come to `nowMs`: held findings whose wait is over, and for whom nobody came, go their own way. Pure. */
export const decideTime = (desk: Desk, nowMs: UnixMs, means: Means): Decision => {
  const due = [...desk.held.values()]
    .filter((h) => h.heldUntilMs <= nowMs)
    .sort((a, b) => a.heldUntilMs - b.heldUntilMs || (a.finding.findingId < b.finding.findingId ? -1 : 1));
  if (due.length === 0) return NOTHING;
  const draft = new Draft(desk);
  for (const { finding, heldUntilMs } of due) {
    draft.held.delete(finding.findingId);
    const place: Place = { ...ownKind(finding), reason: 'nobody-else-within-the-group-wait' };
    settleNew(draft, finding, place, { nowMs: heldUntilMs, hash: means.hash, policy: means.policy.correlation });
  }
  routeChanged(draft, nowMs, means);
  return draft.decision();
};

export type ClosedOrNot =
  | { readonly closed: true; readonly decision: Decision }
  | { readonly closed: false; readonly reason: string };

/** A person closes an incident. One that still lasts is closed only when forced; whoever was told is told so. Pure. */
export const decideClose = (
  desk: Desk,
  order: {
    readonly incidentId: string;
    readonly by: string;
    readonly reason: string;
    readonly force: boolean;
    readonly nowMs: UnixMs;
  },
  means: Means,
): ClosedOrNot => {
  const incident = desk.open.get(order.incidentId);
  if (!incident) return { closed: false, reason: 'not-open' };
  if (incident.state !== 'resolved' && !order.force) return { closed: false, reason: `still-${incident.state}` };
  const moved = move({ ...incident, closedBy: order.by }, 'closed', {
    atMs: order.nowMs,
    reason: 'closed-by-a-person',
    detail: order.reason,
  });
  if (!moved.moved) return { closed: false, reason: moved.reason };
  const draft = new Draft(desk);
  draft.put(moved.incident);
  routeChanged(draft, order.nowMs, means);
  return { closed: true, decision: draft.decision() };
};
