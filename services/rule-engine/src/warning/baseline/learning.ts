import type { Feature } from '../features/feature.ts';
import { STAGE } from '../memory/layout.ts';
import type { Measured } from '../memory/measured.ts';
import { baselineOf } from '../stream/scale.ts';
import { rescale } from './cells.ts';
import { signed, watchShift } from './deviation.ts';
import { round } from './round.ts';
import { adopt, LEARN_BLOCKS, learntOf, rest, type Learnt } from './watch.ts';

/** Readings from which the first scale of single values is taken. */
const LOOK = 30;
/** Blocks passed over while the contexts settle: with those learnt from about two weeks in all. */
export const SETTLE_BLOCKS = 8;
/** Blocks from which a level is learnt anew: about five days. */
const RELEARN_BLOCKS = 20;

/** Blocks that the feature learns its level from. */
export const goalOf = (s: Measured): number => (s.goal === 0 ? LEARN_BLOCKS : s.goal);

/** Takes a single value to look at; the last of them gives location and scale. */
export const takeLook = (f: Feature, s: Measured, value: number): void => {
  s.pushLooked(round(value, 4));
  if (s.valueCount < LOOK) return;
  const { looked } = s;
  const first = looked[0] as number;
  const { centre, scale } = baselineOf(looked.map((one) => one - first));
  const before = s.w;
  s.ref = round(first + centre, 5);
  s.w = round(Math.max(scale, watchShift(f) / 30), 5);
  for (const cell of s.cells.all()) rescale(cell, before / s.w);
  s.clearValues();
  s.stage = STAGE.learning;
};

/**
 * What was learnt after a repair takes the place of the old level where it is as good or better. A level that is worse
 * by half of what matters is work that did not help: the old one stays the measure.
 */
const isAsGood = (f: Feature, s: Measured, next: Learnt): boolean => {
  const { level } = s;
  return level === undefined || signed(f, (next.centre - level.m0) * s.w) < watchShift(f) / 2;
};

/** Takes the mean of a block, and the logarithm of its scatter. */
export const learnBlock = (f: Feature, s: Measured, o: { readonly mean: number; readonly lnSd: number }): void => {
  if (s.skip > 0) {
    s.skip--;
    return;
  }
  s.pushBlock(round(o.mean, 3), round(o.lnSd, 3));
  if (s.valueCount < goalOf(s)) return;
  // A level known more finely than a twentieth of what matters would only find what does not matter.
  const next = learntOf(s.means, watchShift(f) / s.w / 20);
  if (isAsGood(f, s, next)) {
    adopt(s.newLevel(), next);
    if (f.spread) adopt(s.newSpread(), learntOf(s.scatters, 0.05));
  }
  s.goal = 0;
  s.clearValues();
  s.stage = STAGE.learnt;
};

/** What is known of deviations is forgotten, and a level learnt from here on. */
const beginAnew = (s: Measured): void => {
  if (!s.isLooking) {
    s.clearValues();
    s.stage = STAGE.learning;
  }
  s.goal = RELEARN_BLOCKS;
  s.skip = 1;
  s.blockMs = 0;
  s.blockN = 0;
  s.blockSum = 0;
  s.blockSquares = 0;
  s.stir = undefined;
  s.score = 0;
};

/** A new part has a level of its own, and so has what a person called normal: the old level means nothing any more. */
export const relearn = (s: Measured): void => {
  beginAnew(s);
  s.level?.forget();
  s.spread?.forget();
  s.clearValues();
  s.stage = STAGE.looking;
  for (const cell of s.cells.all()) {
    if (cell.recent === undefined) continue;
    // What is normal now is so floor by floor.
    cell.offset = round(cell.offset + cell.recent, 3);
    cell.setRecent(0, 0);
  }
};

/**
 * After a repair the averages begin at rest, and a level is learnt beside the old one, which goes on judging: work that
 * did not help shows again within days.
 */
export const afterRepair = (s: Measured): void => {
  beginAnew(s);
  for (const watch of [s.level, s.spread]) if (watch) rest(watch);
  for (const cell of s.cells.all()) if (cell.recent !== undefined) cell.setRecent(0, 0);
};
