import { sampleRun } from '../../physics/motion.ts';
import { heightOf, nameOf } from '../../physics/shaft.ts';
import { depart, pass } from '../ride.ts';
import { advance, change, type World } from '../world.ts';

/** Outside the unlocking zone with room to spare, m. */
const CLEAR_M = 0.35;
const BRAKING_M = 0.4;

/** A floor at least two away, where the car was going. */
const target = (world: World): number => {
  const wanted = world.riders.find((rider) => Math.abs(rider.toFloor - world.floor) >= 2)?.toFloor;
  if (wanted !== undefined) return wanted;
  const top = world.plan.shaft.floorNames.length - 1;
  return world.floor + 2 <= top ? world.floor + 2 : world.floor - 2;
};

const isClear = (world: World, positionM: number): boolean =>
  world.plan.shaft.floorHeightsM.every((heightM) => Math.abs(heightM - positionM) > CLEAR_M);

/** The car leaves and then stops between floors. The `floor` it shows is the nearest it passed. Returns when it stood, ms. */
export const stopBetweenFloors = (world: World): number => {
  const from = world.floor;
  const to = target(world);
  const { startMs, run } = depart(world, to);
  const sign = to > from ? 1 : -1;
  const { profile } = run;
  let untilS = profile.durationS * 0.5;
  for (let i = 0; i < 40; i++) {
    const tryS = run.leavesS + (run.entersS - run.leavesS) * (0.1 + 0.8 * world.random.next());
    const at = sampleRun(profile, tryS);
    const stopM = heightOf(world.plan.shaft, from) + sign * (at.travelledM + BRAKING_M * Math.min(1, at.speedMps));
    untilS = tryS;
    if (isClear(world, stopM)) break;
  }
  pass(world, { startMs, run, untilS });
  advance(world, Math.max(world.nowMs, startMs + untilS * 1_000) + 600);
  change(world, { doorZone: false });
  change(world, { carStatus: 'stopped', direction: 'none', driveStatus: 'brake-set' });
  return world.nowMs;
};

/** Moved slowly to the nearest floor, by the controller or by hand. */
export const creepToFloor = (world: World): void => {
  change(world, { carStatus: 'running', direction: 'down', driveStatus: 'brake-lifted' });
  advance(world, world.nowMs + 4_000 + 12_000 * world.random.next());
  change(world, { doorZone: true, floor: nameOf(world.plan.shaft, world.floor) });
  advance(world, world.nowMs + 900);
  change(world, { carStatus: 'stopped', direction: 'none', driveStatus: 'brake-set' });
  advance(world, world.nowMs + 700);
};
