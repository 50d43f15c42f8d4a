import { openOf } from '../correlation/board.ts';
import { scopeOfLift } from '../incidents/scope.ts';
import { isLive } from '../incidents/states.ts';
import type { HoldStage } from './stage.ts';

/** Inspection operation: the mechanic drives the car, and faults belong to it. */
const INSPECTION = 'fault/43';

/** A lift in inspection, or with a technician signed in to a job: its faults are his. */
export const maintenance: HoldStage = (_, { incident, board, attended }) => {
  const { liftId } = incident;
  if (liftId === undefined || incident.kind === INSPECTION) return undefined;
  if (attended.has(liftId)) return { reason: 'technician-at-the-lift', next: 'again' };
  const mode = openOf(board, scopeOfLift({ liftId }), INSPECTION);
  return mode && isLive(mode) ? { reason: 'inspection-mode', next: 'again' } : undefined;
};
