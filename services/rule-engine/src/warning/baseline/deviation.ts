import type { Feature } from '../features/feature.ts';
import type { Measured } from '../memory/measured.ts';
import { SPEEDS, type Watch } from '../memory/watch.ts';

export const heldBlocks = (s: Measured): number => s.stir?.held ?? 0;
export const slackOf = (s: Measured): number => (s.slack === 0 ? 1 : s.slack);

export const watchShift = (f: Feature): number => (f.log ? Math.log(f.watch) : f.watch);
export const actShift = (f: Feature): number => (f.log ? Math.log(f.act) : f.act);

/** Where the level stands above the commissioned one by the average of a speed, in the feature's (log) unit. */
export const shiftBy = (s: Measured, level: Watch, speed: number): number =>
  (level.m - level.m0 + level.e(speed) * level.s) * s.w;

/** The same by the average of medium speed. */
export const shiftOf = (s: Measured): number => {
  const { level } = s;
  return level ? shiftBy(s, level, 1) : 0;
};

export const signed = (f: Feature, shift: number): number =>
  f.direction === 'both' ? Math.abs(shift) : f.direction === 'up' ? shift : -shift;

/** Share of the way to the act limit, 0 to above 1. */
export const shareOf = (f: Feature, s: Measured): number => Math.max(0, signed(f, shiftOf(s))) / actShift(f);

export const spreadFactor = (s: Measured): number => {
  const { spread } = s;
  return spread ? Math.exp(spread.m - spread.m0 + spread.e(2) * spread.s) : 1;
};

/** How far the level alone is beyond its limits; 1: worth a watch. */
export const levelScore = (f: Feature, s: Measured, level: Watch): number => {
  let best = 0;
  for (let k = 0; k < SPEEDS.length; k++) {
    const shift = signed(f, shiftBy(s, level, k));
    const score = Math.min(signed(f, level.e(k)) / (level.h(k) * slackOf(s)), shift / watchShift(f));
    if (score > best) best = score;
  }
  return best;
};

/** The same of the scatter alone. */
export const spreadScore = (f: Feature, s: Measured): number => {
  const { spread } = s;
  if (!spread || !f.spread) return 0;
  const beyond = spread.e(2) / (spread.h(2) * slackOf(s));
  return Math.max(0, Math.min(beyond, Math.log(spreadFactor(s)) / Math.log(f.spread.watch)));
};
