import type { Delivery, UnixMs } from '@liftwatch/schemas';
import { moved } from '../incidents/lifecycle.ts';
import { withResponse } from '../incidents/response.ts';
import { levelOfRole } from '../routing/level.ts';
import { Draft, NOTHING, type Decision, type Desk } from './draft.ts';
import type { Means } from './means.ts';
import { routeChanged } from './route-changed.ts';

/** A carrier has taken an alarm to somebody who acts: the incident is dispatched. The first one counts. Pure. */
export const decideHandedOver = (
  desk: Desk,
  given: { readonly delivery: Delivery; readonly nowMs: UnixMs },
  means: Means,
): Decision => {
  const { delivery, nowMs } = given;
  const incident = desk.open.get(delivery.incidentId);
  const level = levelOfRole(delivery.role);
  if (incident?.state !== 'alarm' || level === undefined || delivery.episode !== incident.episode) return NOTHING;
  if (delivery.notice === 'suspected') return NOTHING;
  const draft = new Draft(desk);
  const detail = `level ${level} ${delivery.channel} ${delivery.deliveryId}`;
  const why = { atMs: nowMs, reason: 'a-carrier-has-it', who: delivery.recipientId, detail };
  draft.put(withResponse(moved(incident, 'dispatched', why), { dispatchedAtMs: nowMs }));
  routeChanged(draft, nowMs, means);
  return draft.decision();
};
