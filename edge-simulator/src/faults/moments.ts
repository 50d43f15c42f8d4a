import { inUnlockingZone } from '../physics/shaft.ts';
import { emergencyStopM } from '../physics/travel.ts';
import type { Target } from './injector.ts';

export const isOccupied = ({ lift }: Target): boolean => lift.inCar.length > 0;

export const isServiceRun = ({ lift }: Target): boolean =>
  lift.motion?.kind === 'run' && lift.motion.purpose === 'service' && Math.abs(lift.speedMps) > 0.3;

/** The car comes to rest outside every unlocking zone (with some room) if it is stopped now. */
export const stopsBetweenFloors = ({ lift }: Target): boolean => {
  const stopM = emergencyStopM(lift);
  return [-0.05, 0, 0.05].every((offM) => !inUnlockingZone(lift.spec.shaft, stopM + offM));
};

export const wouldStopBetweenFloors = (target: Target): boolean => isServiceRun(target) && stopsBetweenFloors(target);

/** The car stands at a landing with its door fully open. */
export const standsOpen = ({ lift }: Target): boolean => !lift.motion && lift.door.phase === 'opened';

/** The car stands with its door closed and is free to start. */
export const standsClosed = ({ lift }: Target): boolean => lift.phase === 'idle' && lift.door.phase === 'closed';
