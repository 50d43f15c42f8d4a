import { LIMIT_SWITCH_M, inUnlockingZone } from '../src/physics/shaft.ts';
import type { MockLift } from '../src/fleet/mock-lift.ts';

/** What a sound lift never does. Looks at every lift after each step and notes what it saw. */
export const createPhysicsWatch = (stepMs: number) => {
  const broken = new Set<string>();
  const before = new Map<string, { speedMps: number; accelerationMps2: number }>();
  const see = ({ lift }: MockLift): void => {
    const { limits, shaft } = lift.spec;
    const last = before.get(lift.spec.liftId);
    before.set(lift.spec.liftId, { speedMps: lift.speedMps, accelerationMps2: lift.accelerationMps2 });
    const stepS = stepMs / 1000;
    if (Math.abs(lift.speedMps) > limits.speedMps * 1.001) broken.add('speed');
    if (last && Math.abs(lift.speedMps - last.speedMps) / stepS > limits.accelerationMps2 * 1.001)
      broken.add('acceleration');
    if (last && Math.abs(lift.accelerationMps2 - last.accelerationMps2) / stepS > 1.001) broken.add('jerk');
    if (lift.positionM < -LIMIT_SWITCH_M || lift.positionM > shaft.travelM + LIMIT_SWITCH_M) broken.add('shaft');
    const open = lift.door.phase !== 'closed' || lift.conditions.doorForcedOpen;
    if (open && !inUnlockingZone(shaft, lift.positionM)) broken.add('door-zone');
    // Re-levelling with the door closed is a run like any other; nothing moves with an open door.
    if (open && Math.abs(lift.speedMps) > 0) broken.add('open-run');
  };
  return { see, broken };
};
