import { isAboutPeople } from '../correlation/danger.ts';
import { correlate, ownKind } from '../correlation/correlate.ts';
import type { Place } from '../correlation/place.ts';
import type { Finding, UnixMs } from '@liftwatch/schemas';
import { Draft, NOTHING, type Decision, type Desk, type Seen } from './draft.ts';
import type { Means } from './means.ts';
import { absorbFaults } from './merge-incidents.ts';
import { routeChanged } from './route-changed.ts';
import { isWorse, rememberOnly, settleKnown, settleNew } from './settle-finding.ts';

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
  line: {
    readonly finding: Finding;
    readonly seen: Seen | undefined;
    readonly previous: ReadonlyMap<string, string>;
    readonly nowMs: UnixMs;
  },
  means: Means,
): Decision => {
  const { finding, seen, nowMs } = line;
  // Wear is ranked in the worklist; it never is an incident and never sends a message by itself.
  if (finding.warning !== undefined) return NOTHING;
  if (seen && seen.revision >= finding.revision) return NOTHING;
  const draft = new Draft(desk);
  const previousOf = (kind: string): string | undefined => line.previous.get(kind);
  const tools = { nowMs, hash: means.hash, policy: means.policy.correlation, previousOf };
  const known = seen !== undefined && settleKnown(draft, finding, seen, tools);
  if (!known) {
    const waiting = settleHeld(draft, finding, means);
    const closed = seen !== undefined && waiting === undefined;
    if (closed && !isWorse(finding, seen)) rememberOnly(draft, finding, seen.incidentIds);
    else if (waiting?.reason !== 'still-waiting')
      settleNew(draft, finding, waiting ?? placeOf(draft, finding, means), tools);
  }
  absorbFaults(draft, finding, nowMs);
  routeChanged(draft, nowMs, means);
  return draft.decision();
};
