import type { UnixMs } from '@liftwatch/schemas';
import { ownKind } from '../correlation/correlate.ts';
import type { Place } from '../correlation/place.ts';
import { Draft, NOTHING, type Decision, type Desk } from './draft.ts';
import type { Means } from './means.ts';
import { routeChanged } from './route-changed.ts';
import { settleNew } from './settle-finding.ts';

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
    settleNew(draft, finding, place, {
      nowMs: heldUntilMs,
      hash: means.hash,
      policy: means.policy.correlation,
      previousOf: () => undefined,
    });
  }
  routeChanged(draft, nowMs, means);
  return draft.decision();
};
