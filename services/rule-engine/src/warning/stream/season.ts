import type { UnixMs } from '@liftwatch/schemas';
import { clip } from './scale.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A mean of n readings counts n/(n + this): little data is drawn towards "no season". */
const SHRINK = 12;
/** The season must take away this share of the spread in readings that it was not learnt from. */
const WORTH = 0.2;

/** Mean deviation by hour of the day, or by hour of weekdays (first 24) and weekends, in scales of the signal. */
export type Season = readonly number[];

export interface Timed {
  readonly atMs: UnixMs;
  readonly z: number;
}

/** 1970-01-01 was a Thursday. */
const isWeekend = (dayNumber: number): boolean => (dayNumber + 3) % 7 >= 5;

const profile = (readings: readonly Timed[], bins: 24 | 48): Season => {
  const sums = Array.from({ length: bins }, () => 0);
  const counts = Array.from({ length: bins }, () => 0);
  for (const { atMs, z } of readings) {
    const day = Math.floor(atMs / DAY_MS);
    const bin = Math.floor((atMs - day * DAY_MS) / HOUR_MS) + (bins === 48 && isWeekend(day) ? 24 : 0);
    sums[bin] = (sums[bin] as number) + z;
    counts[bin] = (counts[bin] as number) + 1;
  }
  return sums.map((sum, bin) => Math.round((1_000 * sum) / ((counts[bin] as number) + SHRINK)) / 1_000);
};

/** The season's part of a reading, interpolated between the middles of the hours. */
export const seasonAt = (season: Season, atMs: UnixMs): number => {
  const day = Math.floor(atMs / DAY_MS);
  const hours = (atMs - day * DAY_MS) / HOUR_MS - 0.5;
  const before = Math.floor(hours);
  const share = hours - before;
  const from = season.length === 48 && isWeekend(day) ? 24 : 0;
  const a = season[from + ((before + 24) % 24)] as number;
  const b = season[from + ((before + 1) % 24)] as number;
  return a + share * (b - a);
};

const spread = (readings: readonly Timed[], season: Season): number => {
  let sum = 0;
  for (const { atMs, z } of readings) sum += Math.abs(clip(z - seasonAt(season, atMs), 4));
  return sum / readings.length;
};

const FLAT: Season = Array.from({ length: 24 }, () => 0);

/**
 * The season of the readings, or null where none proves itself: learnt from the first half of whole days it must
 * explain the second half. By weekday only with at least two weeks.
 */
export const seasonOf = (readings: readonly Timed[]): Season | null => {
  const first = readings[0];
  const last = readings.at(-1);
  if (!first || !last) return null;
  const days = (last.atMs - first.atMs) / DAY_MS;
  if (days < 2) return null;
  const middleMs = first.atMs + Math.ceil(days / 2) * DAY_MS;
  const early = readings.filter(({ atMs }) => atMs < middleMs);
  const late = readings.filter(({ atMs }) => atMs >= middleMs);
  if (late.length < 24) return null;
  const none = spread(late, FLAT);
  const hourly = spread(late, profile(early, 24));
  const weekly = days < 14 ? Infinity : spread(late, profile(early, 48));
  if (Math.min(hourly, weekly) > (1 - WORTH) * none) return null;
  return profile(readings, weekly < (1 - WORTH / 2) * hourly ? 48 : 24);
};
