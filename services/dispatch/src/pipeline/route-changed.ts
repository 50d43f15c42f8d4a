import { comparePriority, type Incident, type UnixMs } from '@liftwatch/schemas';
import { withClocks } from '../escalation/clocks.ts';
import { escalationFor } from '../escalation/which.ts';
import { noted } from '../incidents/lifecycle.ts';
import { isLive } from '../incidents/states.ts';
import { route } from '../routing/route.ts';
import type { Draft } from './draft.ts';
import { sendOrHold } from './hold-back.ts';
import type { Means } from './means.ts';

/** The most urgent that people were told of in this episode. */
const withPeak = (before: Incident | undefined, after: Incident): Incident => {
  if (!isLive(after)) return after;
  const goesOn = before !== undefined && isLive(before) && before.episode === after.episode;
  const peak = goesOn ? (before.peakPriority ?? before.priority) : after.priority;
  return { ...after, peakPriority: comparePriority(peak, after.priority) <= 0 ? peak : after.priority };
};

const routeOne = (draft: Draft, changed: Incident, how: { readonly nowMs: UnixMs; readonly means: Means }): void => {
  const { nowMs, means } = how;
  const before = draft.before(changed.incidentId);
  const clocked = withPeak(before, withClocks(changed, escalationFor(changed, means.policy), nowMs));
  const after: Incident = { ...clocked, revision: (before?.revision ?? 0) + 1, updatedAtMs: nowMs };
  const routed = route(before, after, {
    ...means,
    policy: means.policy.routing,
    calls: draft.callsOf(after.incidentId),
    told: draft.told.get(after.incidentId) ?? [],
    nowMs,
  });
  const said = routed.reasons.reduce((incident, reason) => noted(incident, { atMs: nowMs, ...reason }), after);
  draft.put(sendOrHold(draft, { incident: said, deliveries: routed.deliveries }, how));
};

/**
 * Every changed incident gets its next revision and its clocks, is routed, and keeps the reasons on its timeline. What
 * that opens in its turn (a ticket for an unstable device) is routed too.
 */
export const routeChanged = (draft: Draft, nowMs: UnixMs, means: Means): void => {
  const routed = new Set<string>();
  for (let left = draft.changed(); left.length > 0; left = draft.changed().filter((i) => !routed.has(i.incidentId)))
    for (const changed of left) {
      routed.add(changed.incidentId);
      routeOne(draft, changed, { nowMs, means });
    }
};
