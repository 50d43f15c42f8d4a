import type { Random } from '../../physics/random.ts';
import type { Misreading } from '../condition.ts';
import type { SensorFaultKind } from '../evaluation.ts';
import { at, type World } from '../world.ts';

type Act = (m: Misreading, random: Random, world: World) => void;

/** They step or drift as wear does, and nothing of the lift is worn. */
const acts: Readonly<Record<SensorFaultKind, Act>> = {
  'loose-accelerometer': (m, random) => {
    m.vibrationGain *= 1.3 + 1.2 * random.next();
  },
  'brake-switch-moved': (m, random) => {
    if (random.next() < 0.5) m.brakeReleaseMs += 15 + 40 * random.next();
    else m.brakeApplyMs += 15 + 40 * random.next();
  },
  'door-current-gain': (m, random) => {
    m.doorCurrentGain *= 1.15 + 0.5 * random.next();
  },
  'position-magnet-moved': (m, random) => {
    const floor = Math.floor(random.next() * m.levelMmAt.length);
    m.levelMmAt[floor] = (m.levelMmAt[floor] ?? 0) + (random.next() < 0.5 ? -1 : 1) * (4 + 8 * random.next());
  },
};

export const scheduleSensorFault = (world: World, kind: SensorFaultKind, o: { atMs: number; random: Random }): void =>
  at(world, o.atMs, () => {
    acts[kind](world.misreading, o.random, world);
    world.tell({ truth: 'sensor-fault', liftId: world.plan.liftId, kind, onsetMs: o.atMs });
  });
