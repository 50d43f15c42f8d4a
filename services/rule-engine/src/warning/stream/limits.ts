import tQuantile from '@stdlib/stats-base-dists-t-quantile';

/** What the learnt readings say about the statistic whose limit is asked for. */
export interface Learnt {
  /** Standardised readings in their order, healthy. */
  readonly values: readonly number[];
  /** Autocorrelation of neighbours, 0 to below 1. */
  readonly persistence: number;
  readonly speed: number;
}

/** How rare a false alert shall be. */
export interface Rarity {
  readonly alertEveryReadings: number;
  /** Statistics that may alert, all signals together. */
  readonly statistics: number;
}

const EULER = 0.5772;
const GUMBEL_SCALE = 0.7797;
const BLOCKS = 10;
const MOST_QUANTILE = 10;
const SLOW = 0.95;

/** Averages of the values at one speed, from rest. */
const averages = (values: readonly number[], speed: number): number[] => {
  let e = 0;
  return values.map((z) => (e += speed * (z - e)));
};

/** Gumbel 1958: the level that the maximum exceeds once in `alertEveryReadings`, from maxima of blocks. */
const blockLimit = (series: readonly number[], { alertEveryReadings, statistics }: Rarity): number => {
  const length = Math.floor(series.length / BLOCKS);
  if (length < 5) return 0;
  const maxima = Array.from({ length: BLOCKS }, (_, block) => {
    let most = 0;
    for (let i = block * length; i < (block + 1) * length; i++) most = Math.max(most, Math.abs(series[i] as number));
    return most;
  });
  const mean = maxima.reduce((a, b) => a + b, 0) / BLOCKS;
  const deviation = Math.sqrt(maxima.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (BLOCKS - 1));
  return mean + GUMBEL_SCALE * deviation * (Math.log((alertEveryReadings * statistics) / length) - EULER);
};

const variance = (values: readonly number[]): number => values.reduce((sum, z) => sum + z * z, 0) / values.length;

/**
 * A prediction limit for the average of correlated readings. Its variance follows from that of the readings and their
 * persistence as in an autoregressive series of order 1; the uncertainty of the learnt level is added; what so few
 * effective readings leave unknown about the scale widens the quantile (Student's t). With independent readings it
 * is the usual limit of an EWMA chart (Roberts 1959).
 */
const predictionLimit = (learnt: Learnt, rarity: Rarity): number => {
  const { values, persistence: phi, speed } = learnt;
  const n = values.length;
  const meanTime = Math.min(n / 2, (1 + phi) / (1 - phi));
  const scaleTime = (1 + phi * phi) / (1 - phi * phi);
  const spread = variance(values) / Math.max(0.25, 1 - meanTime / n);
  const carried = phi * (1 - speed);
  const ofAverage = (spread * (speed / (2 - speed)) * (1 + carried)) / (1 - carried);
  const ofLevel = (spread * meanTime) / n;
  const effective = Math.max(3, n / scaleTime - 1);
  const apart = 1 / speed + 1 / (1 - phi);
  const chance = Math.min(1e-3, apart / (rarity.alertEveryReadings * rarity.statistics));
  return Math.min(MOST_QUANTILE, tQuantile(1 - chance / 2, effective)) * Math.sqrt(ofAverage + ofLevel);
};

/**
 * Limit of |average| at one speed: the largest of what theory asks for at the learnt persistence, what the block
 * maxima extrapolate to, and a little more than the largest that was seen. Never 0.
 */
export const limitOf = (learnt: Learnt, rarity: Rarity): number => {
  const series = averages(learnt.values, learnt.speed);
  const settled = series.slice(Math.min(series.length >> 1, Math.ceil(2 / learnt.speed)));
  const seen = settled.reduce((most, e) => Math.max(most, Math.abs(e)), 0);
  // Ten maxima of a slow series are hardly ten: theory knows more than they do.
  const blocks = learnt.persistence < SLOW ? blockLimit(series, rarity) : 0;
  return Math.max(predictionLimit(learnt, rarity), blocks, 1.05 * seen, 1e-6);
};
