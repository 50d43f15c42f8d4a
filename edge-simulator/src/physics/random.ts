/** Where chance comes from. An input of everything here, so that the same seed gives the same lift. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
}

export const between = (random: Random, low: number, high: number): number => low + (high - low) * random.next();

/** Whole number from `low` to `high`, both included. */
export const wholeBetween = (random: Random, low: number, high: number): number =>
  low + Math.floor(random.next() * (high - low + 1));

/** Waiting time of a Poisson process, in the unit of `mean`. */
export const exponential = (random: Random, mean: number): number => -Math.log(1 - random.next()) * mean;

/** Roughly normal (twelve uniforms): bounded at six deviations, which suits a measurement. */
export const spread = (random: Random, mean: number, deviation: number): number => {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random.next();
  return mean + sum * deviation;
};
