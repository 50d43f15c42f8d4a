/** Autocovariances of lag 0 to `order` of values about zero. */
const autocovariances = (values: readonly number[], order: number): number[] => {
  const sums: number[] = [];
  for (let lag = 0; lag <= order; lag++) {
    let sum = 0;
    for (let i = lag; i < values.length; i++) sum += (values[i] as number) * (values[i - lag] as number);
    sums.push(sum / values.length);
  }
  return sums;
};

/**
 * How much one reading says of the next: the lag-1 autocorrelation, corrected for the bias that a short record of a
 * slow series has (Kendall 1954), between 0 and `MOST`.
 */
export const persistenceOf = (values: readonly number[]): number => {
  const [variance = 0, lag1 = 0] = autocovariances(values, 1);
  if (variance <= 0) return 0;
  const raw = lag1 / variance;
  return Math.min(MOST_PERSISTENCE, Math.max(0, raw + (1 + 3 * raw) / values.length));
};
export const MOST_PERSISTENCE = 0.9995;

/** Weights that predict a reading from the `order` before it (Yule-Walker equations by Levinson's recursion). */
export const predictionWeights = (values: readonly number[], order: number): number[] => {
  const r = autocovariances(values, order);
  const weights: number[] = [];
  // A little white noise keeps the equations well posed for a signal that is almost a pure tone.
  let error = (r[0] ?? 0) * 1.001 + 1e-12;
  for (let k = 1; k <= order; k++) {
    let acc = r[k] ?? 0;
    for (let j = 1; j < k; j++) acc -= (weights[j - 1] as number) * (r[k - j] as number);
    const reflection = acc / error;
    const before = [...weights];
    for (let j = 1; j < k; j++) weights[j - 1] = (before[j - 1] as number) - reflection * (before[k - j - 1] as number);
    weights.push(reflection);
    error *= 1 - reflection * reflection;
    if (error <= 0) break;
  }
  return weights;
};
