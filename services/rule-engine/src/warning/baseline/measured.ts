import type { UnixMs } from '@liftwatch/schemas';
import type { Feature } from '../features/feature.ts';
import { persistenceOf } from '../stream/correlation.ts';
import { limitOf, type Rarity } from '../stream/limits.ts';
import type { ContextNames } from '../readings/contexts.ts';
import { baselineOf, clip } from '../stream/scale.ts';
import { readingAfterContext, rescale, type Cell, type Cells } from './cells.ts';
import { round } from './round.ts';

/** Readings from which the first scale of single values is taken. */
const LOOK = 30;
/** A single value is cut at so many of its scales about where the level stands now. */
const CLIP = 6;
/** A block lasts so long and holds at least so many readings; a quiet lift's block lasts longer. */
const BLOCK_MS = 6 * 3_600_000;
const BLOCK_READINGS = 8;
const QUIET_BLOCK_MS = 24 * 3_600_000;
const QUIET_READINGS = 3;
/** Blocks passed over while the contexts settle, and blocks learnt from: about two weeks in all. */
export const SETTLE_BLOCKS = 8;
export const LEARN_BLOCKS = 40;
export const SPEEDS = [0.5, 0.15, 0.05] as const;
const TRACK = 0.2 / LEARN_BLOCKS;
const TRACK_MOST = 3;
const TRACK_BELOW = 0.7;
const TREND_EVERY = 4;
const TREND_POINTS = 14;
/** One false finding of a lift in about so many blocks: ten lift-years of four blocks a day, if blocks were independent. */
const RARITY: Rarity = { alertEveryReadings: 14_600, statistics: 60 };

/** Averages of what is watched, with limits. In scales `s` about `m`; `m0` is the commissioned centre. */
export interface Watch {
  m0: number;
  m: number;
  s: number;
  e: number[];
  h: number[];
}

/**
 * Memory of one feature. Plain JSON with rounded numbers. `ref` and `w`: location and scale of single values; `m`, `s`
 * and averages are in `w` about `ref`. `log` features hold logarithms throughout.
 */
export interface Measured {
  look?: number[] | undefined;
  ref: number;
  w: number;
  cells: Cells;
  /** Of the running block: begin, count, sum and sum of squares of deviations. */
  block: [startMs: UnixMs, n: number, sum: number, squares: number];
  learn?: number[] | undefined;
  learnSpread?: number[] | undefined;
  /** Blocks to learn from, where it is not the usual number. */
  goal?: number | undefined;
  /** Blocks still to be passed over; absent: none. */
  skip?: number | undefined;
  level?: Watch | undefined;
  spread?: Watch | undefined;
  lastMs: UnixMs;
  /** Absent while nothing deviates. */
  stir?: Stir | undefined;
  /** Factor on the statistical limits, raised where a person found nothing; absent: 1. */
  slack?: number | undefined;
  score: number;
}

/** What is remembered of a deviation while it lasts. */
export interface Stir {
  /** Since when the score has been 1 or more; 0: it was not. */
  sinceMs: UnixMs;
  /** Blocks of the last ones with a score of 1 or more; up and down by one, at most 8. */
  held: number;
  /** Share of the way to the act limit: hours since 1970 and 100 x ln share, oldest first. */
  trend: [hour: number, lnShare: number][];
  ticks: number;
}

/** Learns, and has nothing yet: shared, nothing is ever put into it. */
const NOTHING = Object.freeze([]) as unknown as number[];

/** All names from the start, and none is ever taken away: an object that loses one becomes a hash table of 1 kB. */
export const newMeasured = (): Measured => ({
  look: [],
  ref: 0,
  w: 1,
  cells: {},
  block: [0, 0, 0, 0],
  learn: NOTHING,
  learnSpread: NOTHING,
  goal: undefined,
  skip: SETTLE_BLOCKS,
  level: undefined,
  spread: undefined,
  lastMs: 0,
  stir: undefined,
  slack: undefined,
  score: 0,
});

export const heldBlocks = (s: Measured): number => s.stir?.held ?? 0;
export const slackOf = (s: Measured): number => s.slack ?? 1;

export const watchShift = (f: Feature): number => (f.log ? Math.log(f.watch) : f.watch);
export const actShift = (f: Feature): number => (f.log ? Math.log(f.act) : f.act);

const takeLook = (f: Feature, s: Measured, value: number): void => {
  const look = s.look as number[];
  look.push(round(value, 4));
  if (look.length < LOOK) return;
  const first = look[0] as number;
  const { centre, scale } = baselineOf(look.map((one) => one - first));
  const before = s.w;
  s.ref = round(first + centre, 5);
  s.w = round(Math.max(scale, watchShift(f) / 30), 5);
  for (const name in s.cells) rescale(s.cells[name] as Cell, before / s.w);
  s.look = undefined;
};

const fresh = (values: readonly number[], leastScale: number): Watch => {
  const { centre, scale } = baselineOf(values);
  const s = Math.max(scale, leastScale);
  const z = values.map((value) => clip((value - centre) / s, 8));
  const persistence = persistenceOf(z);
  return {
    m0: round(centre, 4),
    m: round(centre, 4),
    s: round(s, 4),
    e: SPEEDS.map(() => 0),
    h: SPEEDS.map((speed) => round(limitOf({ values: z, persistence, speed }, RARITY), 3)),
  };
};

/** `wide`: a deviation that must still count in full, scales. */
const advance = (watch: Watch, value: number, wide: number): number => {
  const most = Math.max(8, 2 * wide, ...watch.h.map((h) => 1.5 * h));
  const z = clip((value - watch.m) / watch.s, most);
  for (let k = 0; k < SPEEDS.length; k++) {
    const e = watch.e[k] as number;
    watch.e[k] = round(e + (SPEEDS[k] as number) * (z - e), 3);
  }
  return z;
};

/** Where the level stands above the commissioned one by the average of medium speed, in the feature's (log) unit. */
export const shiftOf = (s: Measured): number =>
  s.level ? (s.level.m - s.level.m0 + (s.level.e[1] as number) * s.level.s) * s.w : 0;

const signed = (f: Feature, shift: number): number =>
  f.direction === 'both' ? Math.abs(shift) : f.direction === 'up' ? shift : -shift;

/** Share of the way to the act limit, 0 to above 1. */
export const shareOf = (f: Feature, s: Measured): number => Math.max(0, signed(f, shiftOf(s))) / actShift(f);
export const spreadFactor = (s: Measured): number =>
  s.spread ? Math.exp(s.spread.m - s.spread.m0 + (s.spread.e[2] as number) * s.spread.s) : 1;

/** How far the level alone is beyond its limits; 1: worth a watch. */
export const levelScore = (f: Feature, s: Measured, watch: Watch): number => {
  let best = 0;
  for (let k = 0; k < SPEEDS.length; k++) {
    const e = watch.e[k] as number;
    const shift = signed(f, (watch.m - watch.m0 + e * watch.s) * s.w);
    const score = Math.min(signed(f, e) / ((watch.h[k] as number) * slackOf(s)), shift / watchShift(f));
    if (score > best) best = score;
  }
  return best;
};

/** The same of the scatter alone. */
export const spreadScore = (f: Feature, s: Measured): number => {
  const { spread } = s;
  if (!spread || !f.spread) return 0;
  const e = spread.e[2] as number;
  return Math.max(
    0,
    Math.min(e / ((spread.h[2] as number) * slackOf(s)), Math.log(spreadFactor(s)) / Math.log(f.spread.watch)),
  );
};

const track = (watch: Watch, z: number): void => {
  const moved = watch.m + TRACK * clip(z, 1) * watch.s - watch.m0;
  watch.m = round(watch.m0 + clip(moved, TRACK_MOST * watch.s), 5);
};

const rememberTrend = (f: Feature, s: Measured, o: { stir: Stir; level: Watch; atMs: UnixMs }): void => {
  const { stir, level, atMs } = o;
  if (stir.ticks++ % TREND_EVERY !== 0) return;
  const shift = (level.m - level.m0 + (level.e[0] as number) * level.s) * s.w;
  const share = Math.max(0.02, signed(f, shift) / actShift(f));
  stir.trend.push([Math.round(atMs / 3_600_000), Math.round(100 * Math.log(share))]);
  if (stir.trend.length > TREND_POINTS) stir.trend.shift();
};

/** Keeps count of how long the feature has deviated, and of how it grows; forgets all of it once it is quiet. */
const stirUp = (f: Feature, s: Measured, o: { level: Watch; atMs: UnixMs }): void => {
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

/**
 * What was learnt after a repair takes the place of the old level where it is as good or better. A level that is worse
 * by half of what matters is work that did not help: the old one stays the measure.
 */
const isAsGood = (f: Feature, s: Measured, next: Watch): boolean =>
  s.level === undefined || signed(f, (next.m0 - s.level.m0) * s.w) < watchShift(f) / 2;

const learnBlock = (f: Feature, s: Measured, o: { mean: number; lnSd: number }): void => {
  if (s.skip !== undefined) {
    s.skip = s.skip > 1 ? s.skip - 1 : undefined;
    return;
  }
  if (!s.learn?.length) [s.learn, s.learnSpread] = [[], []];
  const { learn, learnSpread = [] } = s;
  learn.push(round(o.mean, 3));
  if (f.spread) learnSpread.push(round(o.lnSd, 3));
  if (learn.length < (s.goal ?? LEARN_BLOCKS)) return;
  // A level known more finely than a twentieth of what matters would only find what does not matter.
  const next = fresh(learn, watchShift(f) / s.w / 20);
  if (isAsGood(f, s, next)) {
    s.level = next;
    if (f.spread) s.spread = fresh(learnSpread, 0.05);
  }
  s.goal = undefined;
  s.learn = undefined;
  s.learnSpread = undefined;
};

const closeBlock = (f: Feature, s: Measured, atMs: UnixMs): void => {
  const [, n, sum, squares] = s.block;
  const mean = sum / n;
  const lnSd = Math.log(Math.max(0.05, Math.sqrt(Math.max(0, squares / n - mean * mean))));
  s.block = [atMs, 0, 0, 0];
  if (s.learn) learnBlock(f, s, { mean, lnSd });
  if (!s.level) return;
  const z = advance(s.level, mean, actShift(f) / s.w / s.level.s);
  if (s.spread && n >= QUIET_READINGS + 2) advance(s.spread, lnSd, Math.log(f.spread?.act ?? 1) / s.spread.s);
  s.score = round(Math.max(levelScore(f, s, s.level), spreadScore(f, s)), 3);
  if (s.score < TRACK_BELOW) track(s.level, z);
  stirUp(f, s, { level: s.level, atMs });
};

/** Whether the block is over before a reading at `atMs` joins it. */
const isOver = ([startMs, n]: Measured['block'], atMs: UnixMs): boolean =>
  (n >= BLOCK_READINGS && atMs - startMs >= BLOCK_MS) || (n >= QUIET_READINGS && atMs - startMs >= QUIET_BLOCK_MS);

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
  if (s.look) {
    takeLook(f, s, x);
    return false;
  }
  const over = isOver(s.block, atMs);
  if (over) closeBlock(f, s, atMs);
  if (s.block[1] === 0) s.block[0] = atMs;
  const bare = (x - s.ref) / s.w;
  const told = { kinds: f.contexts, names, bare, frozen: s.level !== undefined, perFloor: f.perFloor === true };
  const rest = f.contexts.length === 0 ? bare : bare - readingAfterContext(s.cells, told);
  if (Number.isNaN(rest)) return over;
  const stands = s.level ? s.level.m + (s.level.e[0] as number) * s.level.s : 0;
  const deviation = stands + clip(rest - stands, CLIP);
  s.block[1]++;
  s.block[2] = round(s.block[2] + deviation, 3);
  s.block[3] = round(s.block[3] + deviation * deviation, 3);
  return over;
};

/** Blocks from which a level is learnt anew: about five days. */
const RELEARN_BLOCKS = 20;

/** What is known of deviations is forgotten, and a level learnt from here on. */
const beginAnew = (s: Measured): void => {
  s.learn = NOTHING;
  s.learnSpread = NOTHING;
  s.goal = RELEARN_BLOCKS;
  s.skip = 1;
  s.block = [0, 0, 0, 0];
  s.stir = undefined;
  s.score = 0;
};

/** A new part has a level of its own, and so has what a person called normal: the old level means nothing any more. */
export const relearn = (s: Measured): void => {
  beginAnew(s);
  s.level = undefined;
  s.spread = undefined;
  s.look = [];
  for (const name in s.cells) {
    const cell = s.cells[name];
    if (cell?.[2] === undefined) continue;
    // What is normal now is so floor by floor.
    cell[1] = round(cell[1] + cell[2], 3);
    [cell[2], cell[3]] = [0, 0];
  }
};

/**
 * After a repair the averages begin at rest, and a level is learnt beside the old one, which goes on judging: work that
 * did not help shows again within days.
 */
export const afterRepair = (s: Measured): void => {
  beginAnew(s);
  for (const watch of [s.level, s.spread]) {
    if (!watch) continue;
    watch.m = watch.m0;
    watch.e = watch.e.map(() => 0);
  }
  for (const name in s.cells) {
    const cell = s.cells[name];
    if (cell?.[2] !== undefined) [cell[2], cell[3]] = [0, 0];
  }
};
