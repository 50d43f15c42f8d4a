import type { Delivery, TimelineEntry, UnixMs } from '@liftwatch/schemas';
import { noted } from '../incidents/lifecycle.ts';
import { Draft, NOTHING, type Decision, type Desk } from './draft.ts';

const said = ({ notPlaced }: Delivery, what: 'waits' | 'not-placed'): Pick<TimelineEntry, 'what' | 'reason'> =>
  what === 'waits'
    ? { what: 'call-waits', reason: 'another-call-to-the-same-number' }
    : { what: 'call-not-placed', reason: `call-${notPlaced ?? 'over'}` };

/** Whom a call has not reached yet, or never will, and why: on the timeline of its incident, once. Pure. */
export const decideCallNoted = (
  desk: Desk,
  given: { readonly call: Delivery; readonly what: 'waits' | 'not-placed'; readonly nowMs: UnixMs },
): Decision => {
  const { call, nowMs } = given;
  const incident = desk.open.get(call.incidentId);
  if (!incident) return NOTHING;
  const detail = `${call.notice} ${call.channel} ${call.recipientId} ${call.deliveryId}`;
  const line = { atMs: nowMs, ...said(call, given.what), who: call.recipientId, detail };
  if (incident.timeline.some((t) => t.what === line.what && t.detail === detail)) return NOTHING;
  const draft = new Draft(desk);
  draft.put(noted(incident, line));
  return draft.decision();
};
