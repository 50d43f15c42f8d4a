import type { ContextEntry } from '@liftwatch/schemas';
import type { Random } from '../physics/random.ts';
import { nameOf } from '../physics/shaft.ts';
import { seededRandom } from '../random/seeded.ts';
import { createClimate, type Climate } from './climate.ts';
import {
  createWander,
  soundCondition,
  trueReading,
  type Condition,
  type Misreading,
  type Wander,
} from './condition.ts';
import type { Evaluation, Impairment } from './evaluation.ts';
import { createPersonWatch, type PersonWatch } from './person.ts';
import type { MonthsPlan } from './plan.ts';
import type { Received } from './line.ts';
import { createMonthsTerminal, type MonthsTerminal } from './terminal.ts';
import type { MonthsTruth } from './truth.ts';

export interface Rider {
  readonly atMs: number;
  readonly massKg: number;
  readonly fromFloor: number;
  readonly toFloor: number;
}

/** Something that waits for its moment and then plays itself out; it leaves the car at a floor, door closed, and in service. */
export interface Episode {
  readonly moment: 'riding' | 'arriving' | 'boarded' | 'idle' | 'open';
  play(world: World): void;
}

/** One lift of the evaluation fleet in the course of its months. Time moves by its own doings alone. */
export interface World {
  readonly plan: MonthsPlan;
  readonly evaluation: Evaluation;
  readonly impairment: Impairment | undefined;
  readonly random: Random;
  readonly terminal: MonthsTerminal;
  readonly person: PersonWatch;
  readonly climate: Climate;
  readonly wander: Wander;
  readonly condition: Condition;
  readonly misreading: Misreading;
  readonly tell: (truth: MonthsTruth) => void;
  readonly fromMs: number;
  nowMs: number;
  floor: number;
  heading: 1 | -1;
  riders: Rider[];
  waiting: Rider[];
  /** Episodes whose moment has not come. */
  readonly pending: Episode[];
  /** Set for a time, in order. */
  readonly timed: { readonly atMs: number; readonly act: (world: World) => void }[];
  readonly totals: { runs: number; doors: number; travelM: number; runningMs: number };
  /** Heat of use, °C above the room; decays within the hour. */
  heatC: number;
  /** Takes no calls until then: repair, or a closed building. */
  closedUntilMs: number;
  ids: number;
}

/** Nobody gets into a fuller car. */
export const FULL_PERCENT = 85;

export const loadPercentOf = (world: World): number => {
  let kg = 0;
  for (const rider of world.riders) kg += rider.massKg;
  return (kg / world.plan.ratedLoadKg) * 100;
};

/** What a heartbeat tells beside the signals that are told on change. */
const sampleOf =
  (world: World) =>
  (atMs: number): Record<string, unknown> => {
    const roomC = world.climate.roomC(atMs);
    const body: Record<string, unknown> = {
      machineRoomTemperatureC: Math.round(roomC * 2) / 2,
      motorTemperatureC: Math.round(roomC + 8 + world.heatC + world.condition.heatC),
      controllerTemperatureC: Math.round(roomC + 4 + world.heatC * 0.2),
    };
    if (!world.plan.lacks.has('loadPercent'))
      body['loadPercent'] = Math.max(
        0,
        Math.min(200, Math.round(loadPercentOf(world) + world.condition.loadOffsetPercent)),
      );
    return body;
  };

const moveTo = (world: World, to: number): void => {
  world.heatC *= Math.exp(-(to - world.nowMs) / 2_400_000);
  world.person.advance(to);
  world.terminal.advance(to);
  world.nowMs = to;
};

/** Moves time on: the person sensor, the heartbeats and what was set for a time in between come first. */
export const advance = (world: World, toMs: number): void => {
  const to = Math.max(world.nowMs, Math.round(toMs));
  for (let next = world.timed[0]; next && next.atMs <= to; next = world.timed[0]) {
    world.timed.shift();
    moveTo(world, Math.max(world.nowMs, next.atMs));
    next.act(world);
  }
  moveTo(world, to);
};

/** Sets something for a time, whatever the lift does then. */
export const at = (world: World, atMs: number, act: (world: World) => void): void => {
  const whole = { atMs: Math.round(atMs), act };
  const index = world.timed.findIndex((one) => one.atMs > whole.atMs);
  world.timed.splice(index < 0 ? world.timed.length : index, 0, whole);
};

const KEEP_ALIVE_MS = 90_000;

/** Cuts the way to the broker; the broker notices when the keep-alive has run out. Returns how to restore it. */
export const cutNetwork = (world: World): (() => void) => {
  world.terminal.network(world.nowMs, false);
  let restored = false;
  at(world, world.nowMs + KEEP_ALIVE_MS, () => {
    if (!restored) world.terminal.line.disconnected(world.nowMs);
  });
  return () => {
    restored = true;
    world.terminal.network(world.nowMs, true);
  };
};

/** Signals change now. */
export const change = (world: World, patch: Record<string, unknown>): void => world.terminal.change(world.nowMs, patch);

export const setRiders = (world: World, riders: Rider[]): void => {
  world.riders = riders;
  world.person.setPeople(riders.length, world.nowMs);
};

export const idOf = (world: World, what: string): string => `${world.plan.liftId}-${what}-${(world.ids += 1)}`;

/** Context about the lift, as the registry or the maintenance firm writes it. */
export const tellContext = (world: World, entry: Record<string, unknown>): void => {
  const { liftId } = world.plan;
  world.terminal.context(world.nowMs, {
    liftId,
    id: idOf(world, 'context'),
    at: world.nowMs,
    ...entry,
  } as unknown as ContextEntry);
};

const introduce = (world: World): void => {
  const { plan } = world;
  tellContext(world, {
    type: 'lift-facts',
    name: plan.liftId,
    equipment: 'lift',
    siteId: plan.siteId,
    firmId: plan.firmId,
    dialect: 'core',
    ratedSpeedMps: plan.limits.speedMps,
    floors: [...plan.shaft.floorNames],
    travelM: Math.max(1, Math.round(plan.shaft.travelM * 100) / 100),
    expectedIntervalS: plan.heartbeatMs / 1_000,
  });
  change(world, {
    serviceMode: 'normal',
    carStatus: 'stopped',
    direction: 'none',
    doorZone: true,
    floor: nameOf(plan.shaft, world.floor),
    carDoorStatus: 'closed',
    landingDoorStatus: 'safety-locked',
    passengerPresent: world.person.value,
    driveStatus: 'standby',
    powerStatus: 'normal',
    overload: false,
  });
};

/** A lift that stands empty at its lowest landing at `fromMs` and has just been connected. */
export const createWorld = (
  evaluation: Evaluation,
  plan: MonthsPlan,
  o: {
    seed: number;
    fromMs: number;
    impairment?: Impairment | undefined;
    take: (one: Received) => void;
    tell: (truth: MonthsTruth) => void;
  },
): World => {
  const stream = (name: string): Random => seededRandom(o.seed, `${plan.liftId}/${name}`);
  const floors = plan.shaft.floorNames.length;
  const person = createPersonWatch(stream('person'), plan.person, (atMs, value) => {
    world.terminal.change(atMs, { passengerPresent: value });
  });
  const world: World = {
    plan,
    evaluation,
    impairment: o.impairment,
    random: stream('service'),
    terminal: createMonthsTerminal(stream('terminal'), plan, {
      startMs: o.fromMs,
      sample: (atMs) => sampleOf(world)(atMs),
      take: o.take,
    }),
    person,
    climate: createClimate(stream('climate'), evaluation.fleet.climate, plan),
    wander: createWander(stream('wander'), plan),
    condition: soundCondition(floors),
    misreading: trueReading(floors),
    tell: o.tell,
    fromMs: o.fromMs,
    nowMs: o.fromMs,
    floor: 0,
    heading: 1,
    riders: [],
    waiting: [],
    pending: [],
    timed: [],
    totals: { runs: 0, doors: 0, travelM: 0, runningMs: 0 },
    heatC: 0,
    closedUntilMs: 0,
    ids: 0,
  };
  world.wander.settle(world.condition);
  introduce(world);
  return world;
};
