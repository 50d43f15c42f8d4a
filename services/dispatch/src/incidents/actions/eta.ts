import type { Incident } from '@liftwatch/schemas';
import { moved, noted } from '../lifecycle.ts';
import { responseOf, withResponse } from '../response.ts';
import { acknowledge } from './acknowledge.ts';
import type { Acted, Attempt } from './action.ts';

/** The same promise again within this time is the same promise, not a later one. */
const SAME_ETA_MS = 60_000;

/** Says when the crew will be there; who says so without owning it takes it on by that. Pure. */
export const eta = (incident: Incident, attempt: Attempt, action: { readonly etaMinutes: number }): Acted => {
  const { by, atMs } = attempt;
  if (incident.state === 'arrived') return { done: false, reason: 'already-arrived' };
  const taken = acknowledge(incident, attempt);
  if (!taken.done) return taken;
  const etaAtMs = atMs + action.etaMinutes * 60_000;
  const before = responseOf(incident).etaAtMs;
  if (before !== undefined && Math.abs(before - etaAtMs) < SAME_ETA_MS) return { done: true, incident: taken.incident };
  const promised = withResponse(taken.incident, { etaAtMs });
  const why = { atMs, reason: 'a-person-said-when', who: by.id, detail: `${action.etaMinutes} min` };
  if (promised.state === 'suspected' || promised.state === 'en-route')
    return { done: true, incident: noted(promised, { ...why, what: 'eta' }) };
  return { done: true, incident: moved(promised, 'en-route', why) };
};
