import type { Horizon, UnixMs, WarningComponent } from '@liftwatch/schemas';
import { outstandingFloor } from '../baseline/cells.ts';
import { baseRate, countScore, eventfulFloor, rateOf } from '../baseline/counted.ts';
import {
  actShift,
  heldBlocks,
  levelScore,
  shareOf,
  shiftOf,
  slackOf,
  spreadFactor,
  spreadScore,
  watchShift,
} from '../baseline/deviation.ts';
import { round } from '../baseline/round.ts';
import type { CountFeature, Feature } from '../features/feature.ts';
import { countFeatures, features } from '../features/features.ts';
import { countedOf, type Counted } from '../memory/counted.ts';
import { measuredOf, type Measured } from '../memory/measured.ts';
import { Usage } from '../memory/usage.ts';
import type { Watch } from '../memory/watch.ts';
import type { LiftWear } from '../memory/wear-memory.ts';
import { timeToLimit } from '../stream/trend.ts';

/** One feature that deviates. Values in the feature's own unit. */
export interface Sign {
  readonly feature: string;
  readonly unit: string;
  readonly component: WarningComponent;
  /** It shows on this floor alone. */
  readonly floor: string | undefined;
  /** Not the level but its scatter has grown. */
  readonly scatter: boolean;
  readonly baseline: number;
  readonly now: number;
  readonly limit: number;
  readonly source: string;
  /** Over its limits, 1: worth a watch. */
  readonly score: number;
  /** Share of the way to the act limit. */
  readonly share: number;
  readonly sinceMs: UnixMs;
  /** It has lasted. */
  readonly lasting: boolean;
  /** It was there lately. */
  readonly held: boolean;
  readonly horizon: Horizon | null;
  /** How the share of the way to the act limit has grown, oldest first; empty while nothing deviates. */
  readonly trend: readonly { readonly atMs: UnixMs; readonly share: number }[];
}

/** Blocks (of up to eight) that must have scored before a watch is raised: about a day and a half. */
const LASTING_BLOCKS = 6;
const LASTING_CYCLES = 30;
/** Error of a floor's average of single readings, in their scales: sqrt(0.05 / 1.95), seven times. */
const FLOOR_LIMIT = 7 * Math.sqrt(0.05 / 1.95);
const STALE_MS = 72 * 3_600_000;

const own = (f: Feature, x: number): number => (f.log ? Math.exp(x) : x);
const worse = (f: Feature, by: number): number =>
  f.direction === 'both' ? Math.abs(by) : f.direction === 'up' ? by : -by;

const horizonOf = (s: Measured, nowMs: UnixMs): Horizon | null => {
  const trend = s.stir?.trend ?? [];
  const points = trend.map(([hour, ln]) => ({ atMs: hour * 3_600_000, lnShare: ln / 100 }));
  if (points.length === 0) return null;
  const answer = timeToLimit(points, { coverage: 0.8, pointsPerIndependent: 3, bend: 0.25, leastPoints: 10 });
  const aheadH = Math.max(0, nowMs / 3_600_000 - (trend.at(-1)?.[0] ?? 0));
  if (!answer || aheadH < 12) return answer;
  const later = (h: number): number => Math.max(0, Math.round((h - aheadH) * 10) / 10);
  return {
    ...answer,
    lowH: later(answer.lowH),
    midH: later(answer.midH),
    highH: answer.highH === null ? null : later(answer.highH),
  };
};

const trendOf = (s: Measured): Sign['trend'] =>
  (s.stir?.trend ?? []).map(([hour, ln]) => ({ atMs: hour * 3_600_000, share: round(Math.exp(ln / 100), 3) }));

const floorSign = (f: Feature, s: Measured): { floor: string; score: number; by: number } | undefined => {
  const out = f.perFloor ? outstandingFloor(s.cells) : undefined;
  if (!out) return undefined;
  const by = worse(f, out.by);
  const score = Math.min(by / (FLOOR_LIMIT * slackOf(s)), (by * s.w) / watchShift(f));
  return { floor: out.floor, score, by: out.by };
};

const levelSign = (f: Feature, s: Measured, o: { level: Watch; nowMs: UnixMs }): Sign => {
  const local = floorSign(f, s);
  const base = s.ref + o.level.m0 * s.w;
  const whole = round(levelScore(f, s, o.level), 3);
  const one =
    local !== undefined && local.score >= 1 && (whole < 1 || Math.abs(local.by) * s.w > 2 * Math.abs(shiftOf(s)));
  const shift = one ? local.by * s.w : shiftOf(s);
  return {
    feature: f.name,
    unit: f.unit,
    component: f.component,
    floor: one ? local.floor : undefined,
    scatter: false,
    baseline: round(own(f, base), 3),
    now: round(own(f, base + shift), 3),
    limit: round(own(f, base + (shift < 0 ? -1 : 1) * actShift(f)), 3),
    source: f.source,
    score: one ? local.score : whole,
    share: one ? worse(f, shift) / actShift(f) : shareOf(f, s),
    sinceMs: s.stir?.sinceMs || s.lastMs,
    lasting: one || heldBlocks(s) >= LASTING_BLOCKS,
    held: heldBlocks(s) > 0,
    horizon: one ? null : horizonOf(s, o.nowMs),
    trend: one ? [] : trendOf(s),
  };
};

const scatterSign = (f: Feature, s: Measured, spread: NonNullable<Feature['spread']>): Sign => ({
  feature: `${f.name}-scatter`,
  unit: '×',
  component: spread.component ?? f.component,
  floor: undefined,
  scatter: true,
  baseline: 1,
  now: round(spreadFactor(s), 2),
  limit: spread.act,
  source: f.source,
  score: round(spreadScore(f, s), 3),
  share: Math.max(0, Math.log(spreadFactor(s)) / Math.log(spread.act)),
  sinceMs: s.stir?.sinceMs || s.lastMs,
  lasting: heldBlocks(s) >= LASTING_BLOCKS,
  held: heldBlocks(s) > 0,
  horizon: null,
  trend: [],
});

const countedSign = (f: CountFeature, s: Counted): Sign => ({
  feature: f.name,
  unit: f.unit,
  component: f.component,
  floor: f.perFloor ? eventfulFloor(s) : undefined,
  scatter: false,
  baseline: round(baseRate(s), 4),
  now: round(rateOf(s), 4),
  limit: f.act,
  source: f.source,
  score: countScore(f, s),
  share: countScore(f, s) < 1 ? 0 : rateOf(s) / f.act,
  sinceMs: s.sinceMs === 0 ? s.lastMs : s.sinceMs,
  lasting: s.held >= LASTING_CYCLES,
  held: s.held > 0,
  horizon: null,
  trend: [],
});

/** Days of little use show, and never warn: holidays and works in the house look the same. */
const LOW_DAYS = 2;
const usageSign = (m: LiftWear): Sign | undefined => {
  const { lowDays, lowSinceMs, lastRuns, lastUsual } = new Usage(m);
  if (lowDays < LOW_DAYS) return undefined;
  const source = 'field reference 4.7: z below -3 [D]';
  return {
    ...{ feature: 'runs-per-day', unit: '1/d', component: 'control', floor: undefined, scatter: false, source },
    ...{
      baseline: lastUsual,
      now: lastRuns,
      limit: 0,
      score: 0.9,
      share: 0,
      sinceMs: lowSinceMs,
      lasting: false,
      held: false,
      horizon: null,
      trend: [],
    },
  };
};

/** Every feature of the component that is known and fresh (with `stale` also those not read for 72 h), strongest first. */
export const signsOf = (
  m: LiftWear,
  component: WarningComponent,
  o: { readonly nowMs: UnixMs; readonly stale?: boolean },
): Sign[] => {
  const { nowMs } = o;
  const signs: Sign[] = [];
  const isFresh = (lastMs: UnixMs): boolean => o.stale === true || nowMs - lastMs <= STALE_MS;
  features.forEach((f, i) => {
    const s = measuredOf(m, i);
    const level = s?.level;
    if (!s || !level || !isFresh(s.lastMs)) return;
    if (f.component === component) signs.push(levelSign(f, s, { level, nowMs }));
    if (f.spread && s.spread && (f.spread.component ?? f.component) === component)
      signs.push(scatterSign(f, s, f.spread));
  });
  countFeatures.forEach((f, i) => {
    const s = countedOf(m, i);
    if (f.component === component && s && isFresh(s.lastMs)) signs.push(countedSign(f, s));
  });
  const usage = component === 'control' ? usageSign(m) : undefined;
  if (usage) signs.push(usage);
  return signs.sort((a, b) => b.score - a.score);
};
