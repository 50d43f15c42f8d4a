import type { Incident } from '@liftwatch/schemas';
import { moved, noted } from '../lifecycle.ts';
import { responseOf, withResponse } from '../response.ts';
import { isLive } from '../states.ts';
import type { Acted, Attempt } from './action.ts';

/** Whether the actor may take it from its owner: the clock of arrival has called his level past the owner's. */
const mayTakeOver = (incident: Incident, { by }: Attempt): boolean => {
  const { owner, takeOverFromLevel } = responseOf(incident);
  return (
    owner !== undefined && takeOverFromLevel !== undefined && by.level >= takeOverFromLevel && by.level > owner.level
  );
};

const owned = (incident: Incident, { by, atMs }: Attempt): Incident => {
  const { takeOverFromLevel: _, ...rest } = responseOf(incident);
  const owner = { id: by.id, level: by.level, sinceMs: atMs };
  return { ...incident, response: { ...rest, owner, acknowledgedAtMs: rest.acknowledgedAtMs ?? atMs } };
};

/**
 * One takes it on and is its only owner: the first who says so, also late and after the next level was called. A second
 * is told who has it. Pure.
 */
export const acknowledge = (incident: Incident, attempt: Attempt): Acted => {
  const { owner } = responseOf(incident);
  const { by, atMs } = attempt;
  if (!isLive(incident) && incident.state !== 'suspected') return { done: false, reason: `already-${incident.state}` };
  if (owner?.id === by.id) return { done: true, incident };
  if (owner && !mayTakeOver(incident, attempt)) {
    const reason = `owned-by-${owner.id}`;
    return { done: false, reason, incident: noted(incident, { atMs, what: 'acknowledged-late', reason, who: by.id }) };
  }
  const reason = owner ? `takes-over-from-${owner.id}` : 'a-person-took-it-on';
  const mine = owned(incident, attempt);
  if (incident.state === 'alarm' || incident.state === 'dispatched' || incident.state === 'en-route')
    return { done: true, incident: moved(mine, 'acknowledged', { atMs, reason, who: by.id }) };
  return { done: true, incident: noted(mine, { atMs, what: 'acknowledged', reason, who: by.id }) };
};

/** The owner gives it up: it waits for another. */
export const disowned = (incident: Incident, { by, atMs }: Attempt, reason: string): Incident => {
  const { owner: _o, acknowledgedAtMs: _a, etaAtMs: _e, ...rest } = responseOf(incident);
  const free = withResponse({ ...incident, response: rest }, {});
  return isLive(incident) && incident.state !== 'arrived'
    ? moved(free, 'dispatched', { atMs, reason, who: by.id })
    : noted(free, { atMs, what: 'given-up', reason, who: by.id });
};
