const Z = 1.959964;

/** A figure with its 95 % interval. `value` NaN: nothing to go by. */
export interface Figure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** What it counts, of how many. */
  readonly of: string;
}

/** A share, with its Wilson interval. */
export const share = (hits: number, all: number): Figure => {
  const of = `${hits}/${all}`;
  if (all === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN, of };
  const p = hits / all;
  const middle = p + (Z * Z) / (2 * all);
  const half = Z * Math.sqrt((p * (1 - p)) / all + (Z * Z) / (4 * all * all));
  const by = 1 + (Z * Z) / all;
  return { value: p, low: Math.max(0, (middle - half) / by), high: Math.min(1, (middle + half) / by), of };
};

/** A rate per `unit` of exposure, with the exact Poisson interval in Byar's approximation. */
export const rate = (count: number, exposure: number, unit: number): Figure => {
  const of = `${count} in ${Math.round(exposure)}`;
  if (exposure <= 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN, of };
  const byar = (n: number, sign: number): number => n * (1 - 1 / (9 * n) + (sign * Z) / (3 * Math.sqrt(n))) ** 3;
  const low = count === 0 ? 0 : byar(count, -1);
  const high = byar(count + 1, 1);
  return { value: (count / exposure) * unit, low: (low / exposure) * unit, high: (high / exposure) * unit, of };
};

/** Quantile of sorted values, by interpolation. */
export const quantile = (sorted: readonly number[], q: number): number => {
  if (sorted.length === 0) return Number.NaN;
  const at = q * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  return below + ((sorted[Math.ceil(at)] ?? below) - below) * (at - Math.floor(at));
};

/** A quantile with its bootstrap interval, 1,000 draws of a fixed sequence, so that the same data give the same interval. */
export const quantileFigure = (values: readonly number[], q: number): Figure => {
  const sorted = values.toSorted((a, b) => a - b);
  let state = 12_345;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x1_0000_0000;
  };
  const drawn = Array.from({ length: sorted.length === 0 ? 0 : 1_000 }, () => {
    const sample = sorted.map(() => sorted[Math.floor(next() * sorted.length)] ?? 0);
    return quantile(
      sample.toSorted((a, b) => a - b),
      q,
    );
  }).toSorted((a, b) => a - b);
  return {
    value: quantile(sorted, q),
    low: quantile(drawn, 0.025),
    high: quantile(drawn, 0.975),
    of: `${sorted.length}`,
  };
};

/**
 * Share of hits where hits and misses were counted apart: `hits` of `of` trials, each counting `weight`, beside `misses`, a count.
 * Interval on the logarithm of the odds (delta method, half an event where there is none).
 */
export const mixedShare = (o: {
  readonly hits: number;
  readonly of: number;
  readonly weight: number;
  readonly misses: number;
}): Figure => {
  const { hits, of, weight, misses } = o;
  const expected = weight * hits;
  const text = `${expected.toFixed(1)} right, ${misses} false`;
  if (expected + misses === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN, of: text };
  const [h, m] = [Math.max(0.5, hits), Math.max(0.5, misses)];
  const spread = Math.sqrt(Math.max(0, 1 / h - 1 / Math.max(h, of)) + 1 / m);
  const at = (sign: number): number => 1 / (1 + m / (weight * h * Math.exp(sign * Z * spread)));
  return {
    value: expected / (expected + misses),
    low: hits === 0 ? 0 : at(-1),
    high: misses === 0 ? 1 : at(1),
    of: text,
  };
};
