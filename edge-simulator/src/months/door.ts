import type { Random } from '../physics/random.ts';
import { nameOf } from '../physics/shaft.ts';
import type { Condition, Misreading } from './condition.ts';
import { noise } from './draw.ts';
import type { MonthsPlan } from './plan.ts';

const LOBBY = 0;

const factor = (random: Random, deviation: number): number => Math.exp(noise(random, deviation));

/** Times of one door movement at a floor, ms, as they are. */
export const openingMs = (random: Random, plan: MonthsPlan, o: { c: Condition; floor: number }): number =>
  plan.door.openMs *
  (plan.door.floorFactors[o.floor] ?? 1) *
  o.c.doorOpen *
  factor(random, plan.door.noise * o.c.doorScatter);

/** Wind in the shaft presses on the door of the lobby when it is cold outside. */
export const closingMs = (
  random: Random,
  plan: MonthsPlan,
  o: { c: Condition; floor: number; outsideC: number },
): number => {
  const { c, floor, outsideC } = o;
  const wind = floor === LOBBY ? plan.door.lobbyWindFactor * Math.max(0, Math.min(1.5, (18 - outsideC) / 20)) : 0;
  const local = 1 + (c.closeAt[floor] ?? 0) + wind;
  return (
    plan.door.closeMs *
    (plan.door.floorFactors[floor] ?? 1) *
    c.doorClose *
    local *
    factor(random, plan.door.noise * c.doorScatter)
  );
};

/** Chance that this closing turns back: people, or what lies in the sill. */
export const reopens = (random: Random, plan: MonthsPlan, o: { c: Condition; floor: number }): boolean =>
  random.next() < plan.door.reopenChance + (o.c.reopenAt[o.floor] ?? 0);

const bouncesOf = (random: Random, mean: number): number => {
  const least = Math.exp(-mean);
  let count = 0;
  for (let product = random.next(); product > least && count < 60; count++) product *= random.next();
  return count;
};

export interface Cycle {
  readonly floor: number;
  readonly openMs: number;
  readonly closeMs: number;
  readonly dwellMs: number;
  readonly reopens: number;
  readonly blocks: number;
  readonly blockedMs: number;
  readonly fullyOpened: boolean;
}

/** Body of a `door` reading. */
export const doorBody = (
  random: Random,
  plan: MonthsPlan,
  o: { c: Condition; m: Misreading; cycle: Cycle },
): Record<string, unknown> => {
  const { c, m, cycle } = o;
  const { door, lacks } = plan;
  const step = (ms: number): number => Math.round(ms / door.resolutionMs) * door.resolutionMs;
  const body: Record<string, unknown> = {
    floor: nameOf(plan.shaft, cycle.floor),
    openTimeMs: step(cycle.openMs),
    closeTimeMs: step(cycle.closeMs),
    dwellMs: step(cycle.dwellMs),
    fullyOpened: cycle.fullyOpened,
    reopens: cycle.reopens,
    lightCurtainBlocks: cycle.blocks,
    lightCurtainBlockedMs: step(cycle.blockedMs),
  };
  if (!lacks.has('lockBounces'))
    body['lockBounces'] = bouncesOf(random, door.bouncesPerCycle + c.bounces + (c.bouncesAt[cycle.floor] ?? 0));
  if (!lacks.has('doorCurrent')) {
    const friction = c.doorFriction * (1 + (c.frictionAt[cycle.floor] ?? 0));
    const peak =
      door.currentPeakA * friction * m.doorCurrentGain * factor(random, door.currentNoise) * (1 + 0.15 * cycle.reopens);
    body['motorCurrentPeakA'] = Math.round(peak * 100) / 100;
    body['motorEnergyJ'] = Math.round(
      55 *
        door.currentPeakA *
        friction *
        m.doorCurrentGain *
        (1 + 0.9 * cycle.reopens) *
        factor(random, door.currentNoise),
    );
  }
  return body;
};
