import type { Delivery, Incident, UnixMs } from '@liftwatch/schemas';
import { escalationFor } from '../escalation/which.ts';
import { takeNextStep, type Taken } from '../escalation/take-step.ts';
import { noted } from '../incidents/lifecycle.ts';
import { levelOfRole } from '../routing/level.ts';
import { putStep } from './decide-escalation.ts';
import { Draft, NOTHING, type Decision, type Desk } from './draft.ts';
import type { Means } from './means.ts';
import { routeChanged } from './route-changed.ts';

/** A message that reached nobody, and why. */
export interface NotReached {
  readonly delivery: Delivery;
  readonly why: 'no-carrier' | 'no-receipt' | 'given-up' | 'line-busy';
  readonly nowMs: UnixMs;
}

/** The carrier has rung, and nobody picked up. */
const isUnanswered = ({ channel, lastError }: Delivery): boolean =>
  channel === 'voice' && lastError === 'receipt: failed';

/** The next step, where the message was to somebody who would come and nobody has it yet. */
const nextStep = (incident: Incident, { delivery, nowMs }: NotReached, means: Means): Taken | undefined => {
  const policy = escalationFor(incident, means.policy);
  // Who has answered was reached: that he does not hear what became of it calls nobody else.
  const isSettled = delivery.episode !== incident.episode || delivery.notice === 'noted';
  if (!policy || isSettled || incident.response?.owner || levelOfRole(delivery.role) === undefined) return undefined;
  return takeNextStep(incident, policy, {
    nowMs,
    reason: `${delivery.recipientId}-not-reached`,
    because: { zh: `${delivery.recipientId}联系不上`, en: `${delivery.recipientId} could not be reached` },
    fits: (step) => step.clock === 'acknowledge',
  });
};

/**
 * A message has reached nobody: that stands on the timeline, and where it was to somebody who would come it is the next
 * person's turn, without waiting for the clock. The same again changes nothing. Pure.
 */
export const decideUnreached = (desk: Desk, given: NotReached, means: Means): Decision => {
  const { delivery, nowMs } = given;
  const incident = desk.open.get(delivery.incidentId);
  if (!incident) return NOTHING;
  const line = {
    atMs: nowMs,
    // The operator's own messages page nobody.
    what: delivery.role === 'operator' ? 'operator-not-reached' : 'not-reached',
    reason: isUnanswered(delivery) ? 'not-answered' : given.why,
    who: delivery.recipientId,
    detail: `${delivery.notice} ${delivery.channel} ${delivery.recipientId} ${delivery.deliveryId}`,
  };
  const isSaid = incident.timeline.some(
    (t) => t.what === line.what && t.reason === line.reason && t.detail === line.detail,
  );
  if (isSaid) return NOTHING;
  const draft = new Draft(desk);
  const said = noted(incident, line);
  draft.put(said);
  const taken = nextStep(said, given, means);
  if (taken) putStep(draft, taken);
  routeChanged(draft, nowMs, means);
  return draft.decision();
};
