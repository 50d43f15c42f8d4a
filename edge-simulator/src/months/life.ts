import type { Random } from '../physics/random.ts';
import { seededRandom } from '../random/seeded.ts';
import { entrapmentOf } from './entrapments/episodes.ts';
import { happens, oneOf, timesOf } from './draw.ts';
import type { EntrapmentKind, Evaluation, Impairment, ProgressiveKind } from './evaluation.ts';
import { scheduleVisits } from './maintenance.ts';
import { scheduleNuisance } from './nuisances/episodes.ts';
import { drawPlan, type MonthsPlan } from './plan.ts';
import { drawCourse, nextDayOf, scheduleCourse, severityOf, tellCourse, type Course } from './progressive/course.ts';
import { scheduleSensorFault } from './progressive/sensors.ts';
import { rest, ridersOf, serveOnce } from './service.ts';
import type { Received } from './line.ts';
import type { MonthsTruth } from './truth.ts';
import { advance, at, createWorld, type Rider, type World } from './world.ts';

const DAY_MS = 86_400_000;
export const MONTH_MS = (365.25 / 12) * DAY_MS;
const GIVES_UP_MS = 600_000;

/** One lift to live through: `base` at the rates of life; the other two have more of one thing, so that rare misses show. */
export type LifeSpec =
  | { readonly life: 'base'; readonly number: number; readonly months: number }
  | { readonly life: 'entrapments'; readonly number: number; readonly entrapments: number }
  | { readonly life: 'progressive'; readonly number: number; readonly months: number; readonly kind: ProgressiveKind };

export interface LifeOptions {
  readonly evaluation: Evaluation;
  readonly seed: number;
  /** Local midnight at which the terminal is connected. */
  readonly fromMs: number;
  /** A life with a fault is lived to the end of this time's day only; absent: to its own end. */
  readonly untilMs?: number;
  readonly take: (one: Received) => void;
  readonly tell: (truth: MonthsTruth) => void;
}

const rider = (waiting: readonly Rider[], nowMs: number): Rider[] =>
  waiting.filter((one) => nowMs - one.atMs < GIVES_UP_MS);

/** What wears now takes effect: once an hour is often enough for what takes weeks. */
const wear = (world: World, courses: readonly Course[]): void => {
  world.wander.settle(world.condition);
  for (const course of courses) {
    const severity = severityOf(course, world.nowMs);
    if (severity > 0) course.effect(world.condition, severity);
  }
};

const liveDay = (world: World, dayMs: number, o: { random: Random; courses: readonly Course[] }): void => {
  const riders = ridersOf(world, dayMs, o.random);
  const endMs = dayMs + DAY_MS;
  let [next, hourMs] = [0, world.nowMs];
  while (world.nowMs < endMs) {
    if (world.nowMs >= hourMs) {
      wear(world, o.courses);
      hourMs = world.nowMs + 3_600_000;
      counters(world);
    }
    for (let one = riders[next]; one && one.atMs <= world.nowMs; one = riders[++next]) world.waiting.push(one);
    if (world.waiting.length > 0) world.waiting = rider(world.waiting, world.nowMs);
    if (serveOnce(world)) continue;
    rest(world, Math.min(riders[next]?.atMs ?? endMs, endMs, hourMs, world.timed[0]?.atMs ?? Infinity));
  }
};

const counters = (world: World): void => {
  const { totals } = world;
  world.terminal.say('counters', world.nowMs, {
    runs: totals.runs,
    doorOpenings: totals.doors,
    travelM: Math.round(totals.travelM),
    runningTimeH: Math.round(totals.runningMs / 36_000) / 100,
  });
};

const live = (
  world: World,
  days: number,
  o: { random: Random; courses: readonly Course[]; untilMs?: number | undefined },
): void => {
  const { untilMs = Infinity } = o;
  for (let day = 0; day < days && world.fromMs + day * DAY_MS < untilMs; day++) {
    world.climate.nextDay();
    world.wander.nextDay();
    for (const course of o.courses) nextDayOf(course);
    liveDay(world, world.fromMs + day * DAY_MS, o);
  }
  advance(world, Math.max(world.nowMs, Math.min(untilMs, world.fromMs + days * DAY_MS)));
  for (const course of o.courses)
    if (course.state === 'developing' && course.onsetMs < world.nowMs)
      tellCourse(world, course, { failureMs: null, repairedMs: null });
};

/** Nuisances, visits and sensor faults at the rates of life. */
const scheduleLife = (world: World, random: Random, toMs: number): void => {
  const { per100LiftMonths: rates, nuisanceShares, sensorShares } = world.evaluation.baseRates;
  const span: [number, number] = [world.fromMs, toMs];
  const perMs = (per100: number): number => per100 / 100 / MONTH_MS;
  for (const atMs of timesOf(random, perMs(rates.nuisanceEvents), span))
    scheduleNuisance(world, oneOf(random, nuisanceShares), atMs);
  for (const atMs of timesOf(random, perMs(rates.sensorFaults), span))
    scheduleSensorFault(world, oneOf(random, sensorShares), { atMs, random });
  scheduleVisits(world, toMs);
};

const scheduleEntrapment = (world: World, kind: EntrapmentKind, atMs: number): void =>
  at(world, atMs, () => {
    world.pending.push(entrapmentOf(kind));
  });

/** Failures are spread evenly over the time and a while after it, so that at any time some faults are under way. */
const scheduleFaults = (world: World, random: Random, toMs: number): Course[] => {
  const { per100LiftMonths: rates, progressiveShares } = world.evaluation.baseRates;
  const afterMs = toMs + 160 * DAY_MS;
  return timesOf(random, rates.progressiveFaults / 100 / MONTH_MS, [world.fromMs, afterMs]).map((failsMs) => {
    const course = drawCourse(world, oneOf(random, progressiveShares), { failsMs, random });
    scheduleCourse(world, course);
    return course;
  });
};

const tellLift = (world: World, o: { atBaseRates: boolean; healthy: boolean }): void =>
  world.tell({
    truth: 'lift',
    liftId: world.plan.liftId,
    fromMs: world.fromMs,
    toMs: world.nowMs,
    ...o,
    losesReadings: world.plan.lostShare > 0,
  });

const liveAtBase = (world: World, random: Random, months: number): void => {
  const days = Math.round((months * MONTH_MS) / DAY_MS);
  const toMs = world.fromMs + days * DAY_MS;
  scheduleLife(world, random, toMs);
  const { per100LiftMonths: rates, entrapmentShares } = world.evaluation.baseRates;
  for (const atMs of timesOf(random, rates.entrapments / 100 / MONTH_MS, [world.fromMs, toMs]))
    scheduleEntrapment(world, oneOf(random, entrapmentShares), atMs);
  const courses = scheduleFaults(world, random, toMs);
  live(world, days, { random, courses });
  const healthy = courses.every((one) => one.onsetMs >= toMs || !one.observable);
  tellLift(world, { atBaseRates: true, healthy });
};

/** Two days; the sensor or the line is in trouble from some time of the first night on. */
const liveWithEntrapments = (world: World, random: Random, count: number): void => {
  impair(world, random);
  const { entrapmentShares } = world.evaluation.baseRates;
  for (let i = 0; i < count; i++) {
    const day = Math.floor((i * 2) / count);
    const hour = 6.5 + ((i * 2) % count) * (13 / count) + 2 * random.next();
    scheduleEntrapment(world, oneOf(random, entrapmentShares), world.fromMs + day * DAY_MS + hour * 3_600_000);
  }
  live(world, 2, { random, courses: [] });
  tellLift(world, { atBaseRates: false, healthy: true });
};

const impair = (world: World, random: Random): void => {
  const atMs = world.fromMs + 6 * 3_600_000 * random.next();
  const mode = ({ 'person-lost': 'dead', 'person-stuck-on': 'stuck-on', 'person-stuck-off': 'stuck-off' } as const)[
    String(world.impairment)
  ];
  if (mode === undefined) return;
  at(world, atMs, () => {
    world.person.mode = mode;
    if (mode === 'dead' && random.next() < 0.5)
      world.terminal.say('terminal', world.nowMs, { sensors: { passengerPresent: 'fault' } });
  });
};

/** One fault of a kind fails between the second month and the end; all else as in life. */
const liveWithFault = (
  world: World,
  random: Random,
  o: { months: number; kind: ProgressiveKind; untilMs: number | undefined },
): void => {
  const days = Math.round((o.months * MONTH_MS) / DAY_MS);
  const toMs = world.fromMs + days * DAY_MS;
  scheduleLife(world, random, toMs);
  const course = drawCourse(world, o.kind, {
    failsMs: world.fromMs + (0.4 + 0.58 * random.next()) * (toMs - world.fromMs),
    random,
  });
  scheduleCourse(world, course);
  live(world, days, { random, courses: [course], untilMs: o.untilMs });
  tellLift(world, { atBaseRates: false, healthy: false });
};

const impairmentOf = (spec: LifeSpec, evaluation: Evaluation, random: Random): Impairment | undefined => {
  const { impairedShare, impairments } = evaluation.baseRates.enriched;
  return spec.life === 'entrapments' && happens(random, impairedShare) ? oneOf(random, impairments) : undefined;
};

/** The plan of a life: what its lift is like. The same seed and number give the same lift. */
export const planOf = (
  spec: LifeSpec,
  o: Pick<LifeOptions, 'evaluation' | 'seed'>,
): { plan: MonthsPlan; impairment: Impairment | undefined } => {
  const random = seededRandom(o.seed, `${spec.life}/${spec.number}/plan`);
  const { clockOffsetsS, readingsLostShare } = o.evaluation.baseRates.enriched;
  const impairment = impairmentOf(spec, o.evaluation, random);
  const wrongS = clockOffsetsS[Math.floor(random.next() * clockOffsetsS.length)] ?? 0;
  const plan = drawPlan(random, o.evaluation.fleet, {
    number: spec.number,
    impaired: impairment,
    wrongS,
    lostShare: readingsLostShare,
  });
  return { plan, impairment };
};

/**
 * Lives one lift through. What its terminal is heard to say goes to `take` in order of `receivedAtMs`, what was really so to
 * `tell`. The same spec and seed give the same, whatever else is lived through.
 */
export const liveThrough = (spec: LifeSpec, o: LifeOptions): void => {
  const { plan, impairment } = planOf(spec, o);
  const random = seededRandom(o.seed, `${spec.life}/${spec.number}/life`);
  const world = createWorld(o.evaluation, plan, {
    seed: o.seed,
    fromMs: o.fromMs,
    impairment,
    take: o.take,
    tell: o.tell,
  });
  if (spec.life === 'base') return liveAtBase(world, random, spec.months);
  if (spec.life === 'entrapments') return liveWithEntrapments(world, random, spec.entrapments);
  liveWithFault(world, random, { ...spec, untilMs: o.untilMs });
};
