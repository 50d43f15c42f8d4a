import { median, medianAbsoluteDeviation, quantileSorted, standardDeviation } from 'simple-statistics';

export interface Baseline {
  readonly centre: number;
  readonly scale: number;
}

/** Of 1.4826 MAD and (q95 - q05) to the standard deviation of a normal distribution. */
const MAD_TO_SIGMA = 1.4826;
const RANGE90_TO_SIGMA = 3.29;

const smallestStep = (sorted: readonly number[]): number => {
  let least = Infinity;
  for (let i = 1; i < sorted.length; i++) {
    const step = (sorted[i] as number) - (sorted[i - 1] as number);
    if (step > 0 && step < least) least = step;
  }
  return least === Infinity ? 0 : least;
};

/** Least scale: a share of the level, and an absolute part. */
export interface ScaleFloor {
  readonly ofLevel: number;
  readonly absolute: number;
}

const USUAL_FLOOR: ScaleFloor = { ofLevel: 0.001, absolute: 1e-6 };

/** For a signal whose unit and zero say nothing, only what floating-point numbers can tell apart. */
export const NUMERIC_FLOOR: ScaleFloor = { ofLevel: 1e-12, absolute: 1e-200 };

/**
 * Median and a scale that is never too small: the largest of the robust spreads, a part of the plain one, half the
 * smallest step of the readings, and a share of the level. Each floor keeps one kind of signal from alarming at
 * nothing: steady ones, discrete ones, ones with rare excursions.
 */
export const baselineOf = (values: readonly number[], floor: ScaleFloor = USUAL_FLOOR): Baseline => {
  const sorted = [...values].sort((a, b) => a - b);
  const centre = median(sorted);
  const range90 = quantileSorted(sorted, 0.95) - quantileSorted(sorted, 0.05);
  const scale = Math.max(
    MAD_TO_SIGMA * medianAbsoluteDeviation(sorted),
    range90 / RANGE90_TO_SIGMA,
    0.3 * standardDeviation(sorted),
    smallestStep(sorted) / 2,
    floor.ofLevel * Math.abs(centre),
    floor.absolute,
  );
  return { centre, scale };
};

/** Distinct values, counted up to `atMost`. */
export const distinctCount = (values: readonly number[], atMost: number): number => {
  const seen = new Set<number>();
  for (const value of values) if (seen.add(value).size >= atMost) break;
  return seen.size;
};

export const clip = (value: number, bound: number): number => (value > bound ? bound : value < -bound ? -bound : value);

export const medianOfThree = (a: number, b: number, c: number): number =>
  a < b ? (b < c ? b : a < c ? c : a) : a < c ? a : b < c ? c : b;

/** Each value replaced by the median of itself and the two before it: a single spike leaves no trace. */
export const withoutSpikes = (values: readonly number[]): number[] =>
  values.map((value, i) =>
    i < 2
      ? medianOfThree(value, values[0] as number, values[i === 0 ? 0 : 1] as number)
      : medianOfThree(values[i - 2] as number, values[i - 1] as number, value),
  );
