import type { Random } from '../../physics/random.ts';
import { sayCode } from '../entrapments/people.ts';
import { happens, inRange, noise } from '../draw.ts';
import type { ProgressiveKind } from '../evaluation.ts';
import { nameOf } from '../../physics/shaft.ts';
import { closeDoor, openDoor, turnBack } from '../stop.ts';
import { advance, at, change, idOf, tellContext, type World } from '../world.ts';
import { workDone } from './work.ts';
import { isObservable, progressiveFaults, reachedBy, type Effect, type Reaches } from './effects.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** A fault that develops in one lift. */
export interface Course {
  readonly kind: ProgressiveKind;
  readonly id: string;
  readonly floor: number | undefined;
  readonly onsetMs: number;
  readonly failsMs: number;
  readonly observable: boolean;
  readonly effect: Effect;
  readonly reaches: Reaches | undefined;
  readonly power: number;
  readonly unsteady: number;
  /** Slow wander of the severity around its course. */
  wander: number;
  readonly random: Random;
  state: 'developing' | 'failed' | 'repaired';
}

/** Draws a fault that would fail at `failsMs`. */
export const drawCourse = (world: World, kind: ProgressiveKind, o: { failsMs: number; random: Random }): Course => {
  const ranges = world.evaluation.faults[kind];
  const fault = progressiveFaults[kind];
  const days = inRange(o.random, ranges.days);
  const { effect, floor, reaches } = fault.draw(o.random, reachedBy(o.random, ranges), world.plan);
  return {
    kind,
    id: idOf(world, kind),
    floor,
    onsetMs: Math.round(o.failsMs - days * DAY_MS),
    failsMs: o.failsMs,
    observable: isObservable(fault, world.plan),
    effect,
    reaches,
    power: inRange(o.random, ranges.power),
    unsteady: ranges.unsteady,
    wander: 0,
    random: o.random,
    state: 'developing',
  };
};

export const nextDayOf = (course: Course): void => {
  course.wander = 0.7 * course.wander + noise(course.random, 0.7);
};

/** Severity now: 0 before the onset, 1 at the failure. */
export const severityOf = (course: Course, nowMs: number): number => {
  if (course.state === 'repaired' || nowMs <= course.onsetMs) return 0;
  const progress = Math.min(1.05, (nowMs - course.onsetMs) / (course.failsMs - course.onsetMs));
  return Math.max(0, progress ** course.power * (1 + course.unsteady * course.wander));
};

export const tellCourse = (
  world: World,
  course: Course,
  o: { failureMs: number | null; repairedMs: number | null },
): void =>
  world.tell({
    truth: 'progressive',
    liftId: world.plan.liftId,
    id: course.id,
    kind: course.kind,
    floor: course.floor === undefined ? null : nameOf(world.plan.shaft, course.floor),
    onsetMs: course.onsetMs,
    ...o,
    observable: course.observable,
    ...(course.reaches && { growth: { failsMs: course.failsMs, power: course.power, reaches: course.reaches } }),
  });

/** A registered repair: the part is as new, and a level steps a little. */
const repair = (world: World, course: Course): void => {
  const { repair: r, maintenance } = world.evaluation.fleet;
  const jobId = idOf(world, 'job');
  tellContext(world, { type: 'job', jobId, phase: 'opened' });
  tellContext(world, { type: 'job', jobId, phase: 'technician-in' });
  change(world, { serviceMode: 'inspection' });
  advance(world, world.nowMs + inRange(world.random, r.durationH) * HOUR_MS);
  course.state = 'repaired';
  if (happens(world.random, 0.5)) world.wander.adjust(inRange(world.random, maintenance.adjustment));
  tellContext(world, { type: 'job', jobId, phase: 'technician-out' });
  tellContext(world, { type: 'job', jobId, phase: 'closed', workDone: [workDone[course.kind]] });
  change(world, { serviceMode: 'normal' });
};

const DOOR_CLOSING = '02';
const CLOSING_TRIES = 3;
const TRIED_MS = 6_000;

/** Somebody calls the car, gets in, and out again: the door does not close any more, however often it tries. Returns how it opened, ms. */
const staysOpen = (world: World): number => {
  const openMs = openDoor(world);
  world.person.crossing(world.nowMs);
  for (let i = 0; i < CLOSING_TRIES; i++) turnBack(world, world.plan.door.closeMs);
  world.person.crossing(world.nowMs);
  return openMs;
};

/** It fails: the lift goes out of service with nobody in it, waits, is repaired, and comes back. */
const fail = (world: World, course: Course): void => {
  const { failureCode } = progressiveFaults[course.kind];
  course.state = 'failed';
  const openMs = failureCode === DOOR_CLOSING ? staysOpen(world) : undefined;
  const failureMs = world.nowMs;
  sayCode(world, failureCode);
  change(world, { serviceMode: 'out-of-service' });
  advance(world, world.nowMs + inRange(world.random, world.evaluation.fleet.repair.delayH) * HOUR_MS);
  repair(world, course);
  if (openMs !== undefined) closeDoor(world, { openMs, dwellMs: TRIED_MS });
  sayCode(world, failureCode, 'cleared');
  tellCourse(world, course, { failureMs, repairedMs: world.nowMs });
};

/** Sets the failure, or the visit that finds it first, for its time. */
export const scheduleCourse = (world: World, course: Course): void => {
  const { foundByVisitShare } = world.evaluation.fleet.repair;
  const found = happens(course.random, foundByVisitShare);
  const atMs = found
    ? course.onsetMs + (0.6 + 0.4 * course.random.next()) * (course.failsMs - course.onsetMs)
    : course.failsMs;
  if (atMs < world.fromMs) return;
  at(world, atMs, () => {
    world.pending.push({
      moment: 'idle',
      play: () => {
        if (!found) return fail(world, course);
        repair(world, course);
        tellCourse(world, course, { failureMs: null, repairedMs: world.nowMs });
      },
    });
  });
};
