import type { Incident } from '@liftwatch/schemas';
import { noted } from '../lifecycle.ts';
import { responseOf, withResponse } from '../response.ts';
import { isLive } from '../states.ts';
import { disowned } from './acknowledge.ts';
import type { Acted, Attempt } from './action.ts';

/** Somebody cannot come. The owner gives it up by that; escalation calls the next without waiting for the clock. Pure. */
export const refuse = (incident: Incident, attempt: Attempt, action: { readonly reason: string }): Acted => {
  const { by, atMs } = attempt;
  const { owner, refusals } = responseOf(incident);
  if (!isLive(incident) && incident.state !== 'suspected') return { done: false, reason: `already-${incident.state}` };
  if (incident.state === 'arrived') return { done: false, reason: 'already-arrived' };
  if (refusals.some((r) => r.by === by.id && r.reason === action.reason) && owner?.id !== by.id)
    return { done: true, incident };
  const listed = withResponse(incident, { refusals: [...refusals, { by: by.id, reason: action.reason, atMs }] });
  const said = noted(listed, { atMs, what: 'refused', reason: 'a-person-refused', who: by.id, detail: action.reason });
  return { done: true, incident: owner?.id === by.id ? disowned(said, attempt, 'owner-refused') : said };
};
