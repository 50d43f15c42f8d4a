import type { Lift } from '../physics/lift.ts';
import { inUnlockingZone, nameOf } from '../physics/shaft.ts';
import type { OnTruth } from './truth.ts';

/** People who cannot leave for this long are held, not slow. */
const HELD_MS = 10_000;

export interface EntrapmentWatch {
  see(lift: Lift): void;
}

const isShutIn = (lift: Lift): boolean => {
  if (lift.inCar.length === 0 || lift.motion) return false;
  const wayOut = lift.door.phase === 'opened' && inUnlockingZone(lift.spec.shaft, lift.positionM);
  if (wayOut) return false;
  return lift.phase === 'stuck' || lift.phase === 'recovering' || lift.phase === 'exchanging';
};

const isFree = (lift: Lift): boolean =>
  lift.inCar.length === 0 || (lift.door.phase === 'opened' && inUnlockingZone(lift.spec.shaft, lift.positionM));

/** Watches the physics, not the signals: who is really shut in, from when to when. */
export const createEntrapmentWatch = (onTruth: OnTruth): EntrapmentWatch => {
  let shutInSinceMs: number | null = null;
  let told = false;
  return {
    see(lift) {
      const liftId = lift.spec.liftId;
      if (told && shutInSinceMs !== null && isFree(lift)) {
        onTruth({ truth: 'freed', atMs: lift.nowMs, liftId, entrappedMs: lift.nowMs - shutInSinceMs });
        shutInSinceMs = null;
        told = false;
      }
      if (told) return;
      if (!isShutIn(lift)) {
        shutInSinceMs = null;
        return;
      }
      shutInSinceMs ??= lift.nowMs;
      if (lift.nowMs - shutInSinceMs < HELD_MS) return;
      told = true;
      const where = inUnlockingZone(lift.spec.shaft, lift.positionM) ? 'at-floor' : 'between-floors';
      const floor = nameOf(lift.spec.shaft, lift.floor);
      onTruth({ truth: 'entrapped', atMs: lift.nowMs, liftId, people: lift.inCar.length, where, floor });
    },
  };
};
