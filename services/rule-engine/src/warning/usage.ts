import type { UnixMs } from '@liftwatch/schemas';
import { round } from './baseline/round.ts';
import { WEEKDAYS } from './memory/layout.ts';
import type { Usage } from './memory/usage.ts';

const DAY_MS = 86_400_000;
const LEARN = 0.25;
const KNOWN_WEEKS = 3;

/**
 * z below -3 of a count that scatters twice as much as a Poisson one (4.7 [D]), and less than a tenth of the usual: holidays
 * empty an office for days and leave more than that, a lift that stands leaves nothing (ours [D]).
 */
const isFarBelow = (runs: number, usual: number): boolean =>
  usual >= 20 && runs < 0.1 * usual && (runs - usual) / Math.sqrt(4 * usual) < -3;

const closeDay = (u: Usage): void => {
  const weekday = u.day % WEEKDAYS;
  const [usual, weeks] = [u.usual(weekday), u.weeks(weekday)];
  const low = weeks >= KNOWN_WEEKS && isFarBelow(u.runs, usual);
  u.lastRuns = u.runs;
  u.lastUsual = weeks >= KNOWN_WEEKS ? Math.round(usual) : 0;
  if (low) {
    if (u.lowDays++ === 0) u.lowSinceMs = u.day * DAY_MS;
    return;
  }
  u.lowDays = 0;
  u.lowSinceMs = 0;
  const learnt = round(weeks === 0 ? u.runs : usual + LEARN * (u.runs - usual), 1);
  u.setWeekday(weekday, learnt, Math.min(9, weeks + 1));
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
