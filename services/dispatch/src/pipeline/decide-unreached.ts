import type { Delivery, UnixMs } from '@liftwatch/schemas';
import { escalationFor } from '../escalation/which.ts';
import { takeNextStep } from '../escalation/take-step.ts';
import { levelOfRole } from '../routing/level.ts';
import { putStep } from './decide-escalation.ts';
import { Draft, NOTHING, type Decision, type Desk } from './draft.ts';
import type { Means } from './means.ts';
import { routeChanged } from './route-changed.ts';

/** A message to somebody who would come reached nobody: the next person's turn, without waiting for the clock. Pure. */
export const decideUnreached = (
  desk: Desk,
  given: { readonly delivery: Delivery; readonly nowMs: UnixMs },
  means: Means,
): Decision => {
  const { delivery, nowMs } = given;
  const incident = desk.open.get(delivery.incidentId);
  const policy = incident && escalationFor(incident, means.policy);
  if (!incident || !policy || incident.response?.owner || levelOfRole(delivery.role) === undefined) return NOTHING;
  if (delivery.episode !== incident.episode) return NOTHING;
  const taken = takeNextStep(incident, policy, {
    nowMs,
    reason: `${delivery.recipientId}-not-reached`,
    fits: (step) => step.clock === 'acknowledge',
  });
  if (!taken) return NOTHING;
  const draft = new Draft(desk);
  putStep(draft, taken);
  routeChanged(draft, nowMs, means);
  return draft.decision();
};
