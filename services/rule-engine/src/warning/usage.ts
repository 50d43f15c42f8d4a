import type { UnixMs } from '@liftwatch/schemas';
import { round } from './baseline/round.ts';

const DAY_MS = 86_400_000;
const LEARN = 0.25;
const KNOWN_WEEKS = 3;

/** Runs per day against the lift's own weekdays. Plain JSON. */
export interface Usage {
  day: number;
  runs: number;
  /** Per weekday, Thursday first: usual runs, and how many weeks they come from. */
  week: [usual: number, weeks: number][];
  /** Days in a row far below the profile. */
  lowDays: number;
  lowSinceMs: UnixMs;
  last: [runs: number, usual: number];
}

export const newUsage = (): Usage => ({
  day: 0,
  runs: 0,
  week: Array.from({ length: 7 }, (): [number, number] => [0, 0]),
  lowDays: 0,
  lowSinceMs: 0,
  last: [0, 0],
});

/**
 * z below -3 of a count that scatters twice as much as a Poisson one (4.7 [D]), and less than a tenth of the usual: holidays
 * empty an office for days and leave more than that, a lift that stands leaves nothing (ours [D]).
 */
const isFarBelow = (runs: number, usual: number): boolean =>
  usual >= 20 && runs < 0.1 * usual && (runs - usual) / Math.sqrt(4 * usual) < -3;

const closeDay = (u: Usage): void => {
  const slot = u.week[u.day % 7] as [number, number];
  const [usual, weeks] = slot;
  const low = weeks >= KNOWN_WEEKS && isFarBelow(u.runs, usual);
  u.last = [u.runs, weeks >= KNOWN_WEEKS ? Math.round(usual) : 0];
  if (low) {
    if (u.lowDays++ === 0) u.lowSinceMs = u.day * DAY_MS;
    return;
  }
  u.lowDays = 0;
  u.lowSinceMs = 0;
  slot[0] = round(weeks === 0 ? u.runs : usual + LEARN * (u.runs - usual), 1);
  slot[1] = Math.min(9, weeks + 1);
};

/** Closes the days that are over at `atMs`; a day that was not watched to its end says nothing. */
export const passDays = (u: Usage, atMs: UnixMs, watched: boolean): boolean => {
  const day = Math.floor(atMs / DAY_MS);
  if (u.day === 0 || day <= u.day) {
    if (u.day === 0) u.day = day;
    return false;
  }
  if (watched && day === u.day + 1) closeDay(u);
  u.day = day;
  u.runs = 0;
  return true;
};
