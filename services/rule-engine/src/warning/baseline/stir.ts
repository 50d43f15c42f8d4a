import type { UnixMs } from '@liftwatch/schemas';
import type { Feature } from '../features/feature.ts';
import type { Measured, Stir } from '../memory/measured.ts';
import type { Watch } from '../memory/watch.ts';
import { actShift, heldBlocks, shiftBy, signed } from './deviation.ts';

/** A score below this is none to follow: the level tracks. */
export const TRACK_BELOW = 0.7;
const TREND_EVERY = 4;
const TREND_POINTS = 14;

const rememberTrend = (f: Feature, s: Measured, o: { stir: Stir; level: Watch; atMs: UnixMs }): void => {
  const { stir, level, atMs } = o;
  if (stir.ticks++ % TREND_EVERY !== 0) return;
  const share = Math.max(0.02, signed(f, shiftBy(s, level, 0)) / actShift(f));
  stir.trend.push([Math.round(atMs / 3_600_000), Math.round(100 * Math.log(share))]);
  if (stir.trend.length > TREND_POINTS) stir.trend.shift();
};

/** Keeps count of how long the feature has deviated, and of how it grows; forgets all of it once it is quiet. */
export const stirUp = (f: Feature, s: Measured, o: { level: Watch; atMs: UnixMs }): void => {
  const held = Math.max(0, Math.min(8, heldBlocks(s) + (s.score >= 1 ? 1 : -1)));
  if (held === 0 && s.score < TRACK_BELOW / 2) {
    s.stir = undefined;
    return;
  }
  if (s.score < TRACK_BELOW && s.stir === undefined) return;
  const stir = (s.stir ??= { sinceMs: 0, held: 0, trend: [], ticks: 0 });
  stir.held = held;
  if (s.score >= 1 && stir.sinceMs === 0) stir.sinceMs = o.atMs;
  if (held === 0) stir.sinceMs = 0;
  if (s.score >= TRACK_BELOW) rememberTrend(f, s, { stir, ...o });
};
