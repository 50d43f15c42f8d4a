import { openOf } from '../correlation/board.ts';
import { isEnded, isLive } from '../incidents/states.ts';
import { levelOfRole } from '../routing/level.ts';
import { isPersonal, type HoldStage } from './stage.ts';

/**
 * A car that stands with people in it becomes an entrapment within seconds, and that message says it better. Who comes to
 * help is told at once; who is only told waits so long for it, and hears of the fault then if no entrapment has come.
 */
export const beforeEntrapment: HoldStage = (delivery, { incident, board, policy, nowMs }) => {
  const { kinds, waitMs } = policy.beforeEntrapment;
  if (!kinds.includes(incident.kind) || incident.occupancy !== 'occupied' || delivery.notice !== 'alarm')
    return undefined;
  if (!isPersonal(delivery) || levelOfRole(delivery.role) !== undefined || incident.alarmAtMs === undefined)
    return undefined;
  const untilMs = incident.alarmAtMs + waitMs;
  if (nowMs >= untilMs) return undefined;
  // After an entrapment that has ended, this is news of its own.
  const entrapment = openOf(board, incident.scope, 'entrapment');
  if (entrapment && isEnded(entrapment)) return undefined;
  return { reason: 'an-entrapment-may-follow', next: 'again', untilMs };
};

/** The end of what goes on in another incident is no end for people: they hear of that one. */
export const mergedEnd: HoldStage = (delivery, { incident }) =>
  incident.outcome === 'merged' && !isLive(incident) && isPersonal(delivery)
    ? { reason: 'goes-on-in-another-incident', next: 'again' }
    : undefined;
