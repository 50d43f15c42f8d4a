/** A part of a whole with its 95 % Wilson interval. `share`, `low`, `high` are 0-1 and absent where the whole is 0. */
export interface Share {
  readonly part: number;
  readonly of: number;
  readonly share?: number;
  readonly low?: number;
  readonly high?: number;
}

/** Two-sided 95 % point of the normal distribution. */
const Z = 1.959964;

/**
 * A share with the Wilson score interval (E. B. Wilson, 1927), which holds for small wholes too.
 * @throws {RangeError} when `part` is not a whole number within 0 and `of`
 */
export const shareOf = (part: number, of: number): Share => {
  if (!Number.isInteger(part) || !Number.isInteger(of) || part < 0 || part > of)
    throw new RangeError(`a share of ${part} in ${of}`);
  if (of === 0) return { part, of };
  const share = part / of;
  const z2 = Z * Z;
  const middle = share + z2 / (2 * of);
  const half = Z * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of));
  const whole = 1 + z2 / of;
  // At the ends the formula is exactly 0 and 1; rounding must not put them beside it.
  return {
    part,
    of,
    share,
    low: part === 0 ? 0 : Math.max(0, (middle - half) / whole),
    high: part === of ? 1 : Math.min(1, (middle + half) / whole),
  };
};

/** Arithmetic mean; undefined of nothing. */
export const meanOf = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The value at a percentile, one of the values themselves, by the rule of InfluxQL's `percentile()`, so that a report
 * and a dashboard name the same one. Undefined where InfluxQL answers nothing: of no values, or too few for a low one.
 */
export const percentileOf = (values: readonly number[], percent: number): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length * percent) / 100 + 0.5) - 1];
