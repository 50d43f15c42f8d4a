import type { UnixMs } from '@liftwatch/schemas';
import type { CountFeature } from '../features/feature.ts';
import type { Counted, Floors } from '../memory/counted.ts';
import { round } from './round.ts';

/** Cycles fade with a memory of 400. */
const KEEP = 1 - 1 / 400;
const BASE_CYCLES = 300;
const LEAST_CYCLES = 60;
const LEAST_EVENTS = 4;
const FLOORS_MOST = 40;
/** Events of one cycle that count: a cycle with fifty is one cycle. */
const EVENTS_MOST = 5;

/** Rate that the events are at least at, one-sided, about 99.5 %: by the square root, which makes counts nearly normal. */
const lowerRate = (n: number, k: number): number => Math.max(0, Math.sqrt(k + 0.375) - 1.3) ** 2 / n;

export const rateOf = (s: Counted): number => (s.n === 0 ? 0 : s.k / s.n);
export const baseRate = (s: Counted): number => (s.baseK + 0.5) / (s.baseN + 1);

/** 1: worth a watch. Beyond doubt above what was usual, and above what matters. */
export const countScore = (f: CountFeature, s: Counted): number => {
  if (s.n < LEAST_CYCLES || s.baseN < BASE_CYCLES) return 0;
  const usual = baseRate(s) * 1.5 * s.slack;
  return round(Math.min(lowerRate(s.n, s.k) / usual, rateOf(s) / (f.watch * s.slack)), 3);
};

/** The floor that most of the events come from, where one does. */
export const eventfulFloor = ({ floors }: Counted): string | undefined => {
  let [all, most, at] = [0, 0, 0];
  for (let i = 0; i < floors.count; i++) {
    const events = floors.eventsAt(i);
    all += events;
    if (events > most) [most, at] = [events, i];
  }
  return floors.count >= 3 && all >= LEAST_EVENTS && most > 0.6 * all ? floors.nameOf(at) : undefined;
};

const FLOOR_KEEP = 0.97;

const countFloor = (floors: Floors, floor: string, events: number): void => {
  const isNew = floors.find(floor) < 0;
  if (isNew && floors.count >= FLOORS_MOST) return;
  if (isNew) floors.newFloor(floor, 0);
  if (events === 0) return;
  for (let i = 0; i < floors.count; i++) {
    floors.setEvents(i, round(floors.eventsAt(i) * FLOOR_KEEP, 2));
    if (floors.nameOf(i) === floor) floors.setEvents(i, round(floors.eventsAt(i) + events, 2));
  }
};

/** Takes one cycle with its events. */
export const takeCounted = (
  f: CountFeature,
  s: Counted,
  cycle: { readonly events: number; readonly floor: string; readonly atMs: UnixMs },
): void => {
  const events = Math.min(EVENTS_MOST, Math.max(0, cycle.events));
  if (cycle.atMs > s.lastMs) s.lastMs = cycle.atMs;
  if (s.baseN < BASE_CYCLES) {
    s.baseN++;
    s.baseK += events;
  }
  s.n = round(s.n * KEEP + 1, 2);
  s.k = round(s.k * KEEP + events, 3);
  if (f.perFloor) countFloor(s.floors, cycle.floor, events);
  const high = countScore(f, s) >= 1;
  s.held = high ? Math.min(120, s.held + 1) : Math.max(0, s.held - 1);
  if (high && s.sinceMs === 0) s.sinceMs = cycle.atMs;
  if (s.held === 0) s.sinceMs = 0;
};

/** Counts anew, against what was usual before or, where that says nothing any more, against what will be. */
export const countAnew = (s: Counted, o: { readonly keepsUsual: boolean }): void => {
  s.n = 0;
  s.k = 0;
  if (!o.keepsUsual) [s.baseN, s.baseK] = [0, 0];
  s.floors.clear();
  s.sinceMs = 0;
  s.held = 0;
};
