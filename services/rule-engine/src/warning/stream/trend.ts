import type { Horizon, UnixMs } from '@liftwatch/schemas';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { median } from 'simple-statistics';

/** Share of the way from the commissioned level to the limit, as its logarithm, at a time. */
export interface TrendPoint {
  readonly atMs: UnixMs;
  readonly lnShare: number;
}

export interface TrendSettings {
  /** Share of cases in which the interval is meant to hold. */
  readonly coverage: number;
  /** Points that say no more than one, because they follow each other faster than the signal forgets. */
  readonly pointsPerIndependent: number;
  /** Deviation from a steady growth that the interval allows for, in logarithms of the limit. */
  readonly bend: number;
  readonly leastPoints: number;
}

export const defaultTrendSettings: TrendSettings = {
  coverage: 0.8,
  pointsPerIndependent: 4,
  bend: 0.2,
  leastPoints: 10,
};

const HOUR_MS = 3_600_000;
/** What lies further ahead than this is not stated as a number. */
const FURTHEST_H = 5 * 365 * 24;

interface Line {
  readonly slope: number;
  readonly low: number;
  readonly high: number;
  /** Value now. */
  readonly now: number;
}

/** Theil 1950, Sen 1968: median of all slopes between pairs; interval by Kendall's statistic, widened for dependence. */
const theilSen = (points: readonly TrendPoint[], settings: TrendSettings): Line | null => {
  const last = points.at(-1) as TrendPoint;
  const hours = points.map(({ atMs }) => (atMs - last.atMs) / HOUR_MS);
  const slopes: number[] = [];
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      const span = (hours[j] as number) - (hours[i] as number);
      if (span > 0) slopes.push(((points[j] as TrendPoint).lnShare - (points[i] as TrendPoint).lnShare) / span);
    }
  }
  // Points of one coarse instant say nothing of growth.
  if (slopes.length === 0) return null;
  slopes.sort((a, b) => a - b);
  const n = points.length;
  const quantile = normalQuantile(0.5 + settings.coverage / 2, 0, 1);
  const reach = quantile * Math.sqrt((settings.pointsPerIndependent * n * (n - 1) * (2 * n + 5)) / 18);
  const at = (index: number): number => slopes[Math.min(slopes.length - 1, Math.max(0, Math.round(index)))] as number;
  const slope = median(slopes);
  return {
    slope,
    low: at((slopes.length - reach) / 2 - 1),
    high: at((slopes.length + reach) / 2),
    now: median(points.map(({ lnShare }, i) => lnShare - slope * (hours[i] as number))),
  };
};

const within = (hours: number): number => Math.min(FURTHEST_H, Math.max(0, hours));
const round = (hours: number): number => Math.round(hours * 10) / 10;

/** Hours to the limit when the deviation grows by a steady factor, and when it grows by a steady amount from now on. */
const byFactor = (left: number, slope: number): number => within(left / slope);
const byAmount = (left: number, slope: number): number => within((Math.exp(left) - 1) / slope);

/**
 * Time until the limit is reached if the deviation goes on growing; null where that is not known: too few points, or
 * growth that is not certain. Nobody knows how a part grows worse: the early end supposes a steady factor, the late end
 * a steady amount, the middle lies between (geometric mean). The early end is the promise.
 */
export const timeToLimit = (
  points: readonly TrendPoint[],
  settings: TrendSettings = defaultTrendSettings,
): Horizon | null => {
  if (points.length < settings.leastPoints) return null;
  const line = theilSen(points, settings);
  if (!line) return null;
  const left = -line.now;
  const { coverage, bend } = settings;
  if (left <= 0) return { lowH: 0, midH: 0, highH: 0, coverage };
  if (line.slope <= 0 || line.low <= 0) return null;
  const midH = Math.sqrt(byFactor(left, line.slope) * byAmount(left, line.slope));
  if (midH >= FURTHEST_H) return null;
  const highH = byAmount(left + bend, line.low);
  return {
    lowH: round(byFactor(left - bend, line.high)),
    midH: round(midH),
    highH: highH >= FURTHEST_H ? null : round(highH),
    coverage,
  };
};
