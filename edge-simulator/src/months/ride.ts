import { planRun, sampleRun, type MotionProfile } from '../physics/motion.ts';
import { heightOf, nameOf } from '../physics/shaft.ts';
import { tripBody, type Run } from './machine.ts';
import { advance, change, loadPercentOf, type World } from './world.ts';

/** Half of the unlocking zone that the car leaves and enters, m. */
const ZONE_M = 0.2;
const START_MS = 250;

/** When the car has gone so far, s after the start; by halving. */
const timeAt = (profile: MotionProfile, travelledM: number): number => {
  let [low, high] = [0, profile.durationS];
  for (let i = 0; i < 18; i++) {
    const middle = (low + high) / 2;
    if (sampleRun(profile, middle).travelledM < travelledM) low = middle;
    else high = middle;
  }
  return high;
};

interface Passing {
  readonly inS: number;
  readonly floor: number;
}
export interface RunPlan {
  readonly profile: MotionProfile;
  readonly leavesS: number;
  readonly entersS: number;
  /** Floors as the car shows them, each from the middle between two landings. */
  readonly passings: readonly Passing[];
}

const plans = new WeakMap<object, Map<number, RunPlan>>();

/** The run between two floors; the same every time, so it is worked out once. */
export const runPlan = (world: World, from: number, to: number): RunPlan => {
  const { plan } = world;
  let known = plans.get(plan);
  if (!known) plans.set(plan, (known = new Map()));
  const key = from * 1_000 + to;
  const before = known.get(key);
  if (before) return before;
  const startM = heightOf(plan.shaft, from);
  const distanceM = Math.abs(heightOf(plan.shaft, to) - startM);
  const profile = planRun(distanceM, plan.limits);
  const sign = to > from ? 1 : -1;
  const passings: Passing[] = [];
  for (let floor = from + sign; floor !== to + sign; floor += sign) {
    const middleM = (heightOf(plan.shaft, floor) + heightOf(plan.shaft, floor - sign)) / 2;
    passings.push({ inS: timeAt(profile, Math.abs(middleM - startM)), floor });
  }
  const made = { profile, leavesS: timeAt(profile, ZONE_M), entersS: timeAt(profile, distanceM - ZONE_M), passings };
  known.set(key, made);
  return made;
};

/** The car leaves: what its terminal tells up to the time it is out of the zone. Returns when it began to move, ms. */
export const depart = (world: World, to: number): { startMs: number; run: RunPlan } => {
  const run = runPlan(world, world.floor, to);
  world.heading = to > world.floor ? 1 : -1;
  change(world, { carStatus: 'running', direction: world.heading > 0 ? 'up' : 'down', driveStatus: 'brake-lifted' });
  const startMs =
    world.nowMs +
    START_MS +
    world.condition.startDelayMs +
    (world.condition.brakeRelease - 1) * world.plan.machine.brakeReleaseMs;
  advance(world, startMs + run.leavesS * 1_000);
  change(world, { doorZone: false });
  return { startMs, run };
};

/** The floors that the car passes until `untilS` after the start of its movement. */
export const pass = (world: World, o: { startMs: number; run: RunPlan; untilS: number }): void => {
  const { plan } = world;
  for (const { inS, floor } of o.run.passings) {
    if (inS > o.untilS) return;
    const atMs = o.startMs + inS * 1_000;
    world.floor = floor;
    if (plan.floorAtStop) continue;
    if (atMs > world.nowMs) advance(world, atMs);
    change(world, { floor: nameOf(plan.shaft, floor) });
    if (!plan.zonePassing || floor === o.run.passings.at(-1)?.floor) continue;
    const overMs = (ZONE_M * 1_000) / Math.max(0.3, o.run.profile.peakSpeedMps);
    advance(world, world.nowMs + 600);
    change(world, { doorZone: true });
    advance(world, world.nowMs + 2 * overMs);
    change(world, { doorZone: false });
  }
};

/** Stands at a floor: stopped, level, brake set; re-levels where the stop was too far off. */
const settle = (world: World, o: { run: Run; endMs: number }): void => {
  advance(world, o.endMs);
  const { body, relevels } = tripBody(world.random, world.plan, {
    c: world.condition,
    m: world.misreading,
    run: o.run,
  });
  const shown = world.plan.floorAtStop ? { floor: nameOf(world.plan.shaft, world.floor) } : {};
  change(world, { carStatus: 'stopped', direction: 'none', driveStatus: 'brake-set', ...shown });
  world.terminal.say('trip', world.nowMs, body);
  if (!relevels) return;
  advance(world, world.nowMs + 400);
  change(world, { carStatus: 'running', driveStatus: 'brake-lifted' });
  advance(world, world.nowMs + 900);
  change(world, { carStatus: 'stopped', driveStatus: 'brake-set' });
};

/** One run from the present floor to another, with its `trip` reading. */
export const ride = (world: World, to: number): void => {
  const from = world.floor;
  if (to === from) return;
  const beganMs = world.nowMs;
  const { startMs, run } = depart(world, to);
  const { profile } = run;
  pass(world, { startMs, run, untilS: profile.durationS });
  advance(world, Math.max(world.nowMs, startMs + run.entersS * 1_000));
  change(world, { doorZone: true });
  const endMs = Math.max(world.nowMs, startMs + profile.durationS * 1_000 + 150 * world.random.next());
  world.floor = to;
  world.totals.runs++;
  world.totals.travelM += profile.distanceM;
  world.totals.runningMs += endMs - beganMs;
  world.heatC = Math.min(45, world.heatC + 0.25);
  settle(world, {
    endMs,
    run: {
      from,
      to,
      loadPercent: loadPercentOf(world),
      durationMs: endMs - beganMs,
      peakMps: profile.peakSpeedMps,
      roomC: world.climate.roomC(world.nowMs),
      shaftC: world.climate.shaftC(world.nowMs),
    },
  });
};
