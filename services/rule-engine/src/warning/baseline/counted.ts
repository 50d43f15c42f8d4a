import type { UnixMs } from '@liftwatch/schemas';
import type { CountFeature } from '../features/feature.ts';
import { round } from './round.ts';

/** Cycles fade with a memory of 400. */
const KEEP = 1 - 1 / 400;
const BASE_CYCLES = 300;
const LEAST_CYCLES = 60;
const LEAST_EVENTS = 4;
const FLOORS_MOST = 40;
/** Events of one cycle that count: a cycle with fifty is one cycle. */
const EVENTS_MOST = 5;

/** Memory of one count: recent cycles and events, fading; what was usual; events by floor, fading too. Plain JSON. */
export interface Counted {
  n: number;
  k: number;
  base: [n: number, k: number];
  floors: Record<string, number>;
  lastMs: UnixMs;
  sinceMs: UnixMs;
  held: number;
  slack: number;
}

export const newCounted = (): Counted => ({
  n: 0,
  k: 0,
  base: [0, 0],
  floors: {},
  lastMs: 0,
  sinceMs: 0,
  held: 0,
  slack: 1,
});

/** Rate that the events are at least at, one-sided, about 99.5 %: by the square root, which makes counts nearly normal. */
const lowerRate = (n: number, k: number): number => Math.max(0, Math.sqrt(k + 0.375) - 1.3) ** 2 / n;

export const rateOf = (s: Counted): number => (s.n === 0 ? 0 : s.k / s.n);
export const baseRate = (s: Counted): number => (s.base[1] + 0.5) / (s.base[0] + 1);

/** 1: worth a watch. Beyond doubt above what was usual, and above what matters. */
export const countScore = (f: CountFeature, s: Counted): number => {
  if (s.n < LEAST_CYCLES || s.base[0] < BASE_CYCLES) return 0;
  const usual = baseRate(s) * 1.5 * s.slack;
  return round(Math.min(lowerRate(s.n, s.k) / usual, rateOf(s) / (f.watch * s.slack)), 3);
};

/** The floor that most of the events come from, where one does. */
export const eventfulFloor = (s: Counted): string | undefined => {
  let [all, most, floor] = [0, 0, ''];
  for (const name in s.floors) {
    const events = s.floors[name] ?? 0;
    all += events;
    if (events > most) [most, floor] = [events, name];
  }
  return Object.keys(s.floors).length >= 3 && all >= LEAST_EVENTS && most > 0.6 * all ? floor : undefined;
};

const FLOOR_KEEP = 0.97;

const countFloor = (s: Counted, floor: string, events: number): void => {
  if (s.floors[floor] === undefined) {
    let count = 0;
    for (const _ in s.floors) if (++count >= FLOORS_MOST) return;
    s.floors[floor] = 0;
  }
  if (events === 0) return;
  for (const name in s.floors) if (s.floors[name]) s.floors[name] = round((s.floors[name] ?? 0) * FLOOR_KEEP, 2);
  s.floors[floor] = round((s.floors[floor] ?? 0) + events, 2);
};

/** Takes one cycle with its events. */
export const takeCounted = (
  f: CountFeature,
  s: Counted,
  cycle: { readonly events: number; readonly floor: string; readonly atMs: UnixMs },
): void => {
  const events = Math.min(EVENTS_MOST, Math.max(0, cycle.events));
  if (cycle.atMs > s.lastMs) s.lastMs = cycle.atMs;
  if (s.base[0] < BASE_CYCLES) {
    s.base[0]++;
    s.base[1] += events;
  }
  s.n = round(s.n * KEEP + 1, 2);
  s.k = round(s.k * KEEP + events, 3);
  if (f.perFloor) countFloor(s, cycle.floor, events);
  const high = countScore(f, s) >= 1;
  s.held = high ? Math.min(120, s.held + 1) : Math.max(0, s.held - 1);
  if (high && s.sinceMs === 0) s.sinceMs = cycle.atMs;
  if (s.held === 0) s.sinceMs = 0;
};
