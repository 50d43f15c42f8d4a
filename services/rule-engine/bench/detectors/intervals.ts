const Z = 1.959964;

/** A figure with its 95 % interval; NaN: nothing to go by. */
export interface Figure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A share, with its Wilson interval. */
export const share = (hits: number, all: number): Figure => {
  if (all === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN };
  const p = hits / all;
  const middle = p + (Z * Z) / (2 * all);
  const half = Z * Math.sqrt((p * (1 - p)) / all + (Z * Z) / (4 * all * all));
  const by = 1 + (Z * Z) / all;
  return { value: p, low: Math.max(0, (middle - half) / by), high: Math.min(1, (middle + half) / by) };
};

const byar = (n: number, sign: 1 | -1): number => n * (1 - 1 / (9 * n) + (sign * Z) / (3 * Math.sqrt(n))) ** 3;

/**
 * Events per `unit` rows over series of equal length. The interval is Byar's for a Poisson count, wider by what the counts of
 * the series scatter more than that: a series whose limits came out low has several.
 */
export const rate = (counts: readonly number[], rows: number, unit: number): Figure => {
  const n = counts.reduce((sum, one) => sum + one, 0);
  const mean = n / Math.max(1, counts.length);
  const variance = counts.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, counts.length - 1);
  const by = mean === 0 ? 1 : Math.max(1, variance / mean);
  const exposure = rows / by;
  return {
    value: (n / rows) * unit,
    low: n === 0 ? 0 : (byar(n / by, -1) / exposure) * unit,
    high: (byar(n / by + 1, 1) / exposure) * unit,
  };
};

/** The median, with the distribution-free interval of two order statistics. */
export const median = (values: readonly number[]): Figure => {
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  const at = (i: number): number => sorted[Math.min(n - 1, Math.max(0, i))] ?? Number.NaN;
  const half = (Z * Math.sqrt(n)) / 2;
  return {
    value: n % 2 === 1 ? at(n >> 1) : (at(n / 2 - 1) + at(n / 2)) / 2,
    low: at(Math.floor(n / 2 - half)),
    high: at(Math.ceil(n / 2 + half) - 1),
  };
};
