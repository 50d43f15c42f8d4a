import type { Incident, UnixMs } from '@liftwatch/schemas';
import { noted } from '../incidents/lifecycle.ts';
import { route } from '../routing/route.ts';
import type { Draft } from './draft.ts';
import type { Means } from './means.ts';

/** Every changed incident gets its next revision, is routed, and keeps the reasons on its timeline. */
export const routeChanged = (draft: Draft, nowMs: UnixMs, means: Means): void => {
  for (const changed of draft.changed()) {
    const before = draft.before(changed.incidentId);
    const after: Incident = { ...changed, revision: (before?.revision ?? 0) + 1, updatedAtMs: nowMs };
    const told = draft.told.get(after.incidentId) ?? [];
    const routed = route(before, after, { ...means, policy: means.policy.routing, told, nowMs });
    draft.put(routed.reasons.reduce((incident, reason) => noted(incident, { atMs: nowMs, ...reason }), after));
    draft.send(routed.deliveries);
  }
};
