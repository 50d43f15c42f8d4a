import type { UnixMs } from '@liftwatch/schemas';
import type { Feature } from '../features/feature.ts';
import type { Measured } from '../memory/measured.ts';
import type { ContextNames } from '../readings/contexts.ts';
import { clip } from '../stream/scale.ts';
import { readingAfterContext } from './cells.ts';
import { actShift, levelScore, spreadScore } from './deviation.ts';
import { learnBlock, takeLook } from './learning.ts';
import { round } from './round.ts';
import { stirUp, TRACK_BELOW } from './stir.ts';
import { advance, track } from './watch.ts';

/** A single value is cut at so many of its scales about where the level stands now. */
const CLIP = 6;
/** A block lasts so long and holds at least so many readings; a quiet lift's block lasts longer. */
const BLOCK_MS = 6 * 3_600_000;
const BLOCK_READINGS = 8;
const QUIET_BLOCK_MS = 24 * 3_600_000;
const QUIET_READINGS = 3;

const closeBlock = (f: Feature, s: Measured, atMs: UnixMs): void => {
  const n = s.blockN;
  const mean = s.blockSum / n;
  const lnSd = Math.log(Math.max(0.05, Math.sqrt(Math.max(0, s.blockSquares / n - mean * mean))));
  s.blockMs = atMs;
  s.blockN = 0;
  s.blockSum = 0;
  s.blockSquares = 0;
  if (s.isLearning) learnBlock(f, s, { mean, lnSd });
  const { level, spread } = s;
  if (!level) return;
  const z = advance(level, mean, actShift(f) / s.w / level.s);
  if (spread && n >= QUIET_READINGS + 2) advance(spread, lnSd, Math.log(f.spread?.act ?? 1) / spread.s);
  s.score = round(Math.max(levelScore(f, s, level), spreadScore(f, s)), 3);
  if (s.score < TRACK_BELOW) track(level, z);
  stirUp(f, s, { level, atMs });
};

/** Whether the block is over before a reading at `atMs` joins it. */
const isOver = ({ blockMs, blockN }: Measured, atMs: UnixMs): boolean =>
  (blockN >= BLOCK_READINGS && atMs - blockMs >= BLOCK_MS) ||
  (blockN >= QUIET_READINGS && atMs - blockMs >= QUIET_BLOCK_MS);

/**
 * Takes one reading of a feature within its contexts. True when a block of readings was closed, that is, when the score
 * may have changed. Values that cannot be are skipped.
 */
export const takeMeasured = (
  f: Feature,
  s: Measured,
  reading: { readonly value: number; readonly atMs: UnixMs; readonly names: ContextNames },
): boolean => {
  const { value, atMs, names } = reading;
  if (!(value >= f.least && value <= f.most)) return false;
  const x = f.log ? Math.log(value) : value;
  if (atMs > s.lastMs) s.lastMs = atMs;
  if (s.isLooking) {
    takeLook(f, s, x);
    return false;
  }
  const over = isOver(s, atMs);
  if (over) closeBlock(f, s, atMs);
  if (s.blockN === 0) s.blockMs = atMs;
  const { level } = s;
  const bare = (x - s.ref) / s.w;
  const told = { kinds: f.contexts, names, bare, frozen: level !== undefined, perFloor: f.perFloor === true };
  const rest = f.contexts.length === 0 ? bare : bare - readingAfterContext(s.cells, told);
  if (Number.isNaN(rest)) return over;
  const stands = level ? level.m + level.e(0) * level.s : 0;
  const deviation = stands + clip(rest - stands, CLIP);
  s.blockN++;
  s.blockSum = round(s.blockSum + deviation, 3);
  s.blockSquares = round(s.blockSquares + deviation * deviation, 3);
  return over;
};
