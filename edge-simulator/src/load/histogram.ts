const SUB_BITS = 10;
const SUB = 1 << SUB_BITS;

/** Counts of values in whole microseconds, each kept to a thousandth: exact below 1 ms, then log-linear (as HDR). */
export interface Histogram {
  readonly count: number;
  readonly maxUs: number;
  record(valueUs: number): void;
  /** Smallest value that at least this share (0..1) of the values do not exceed; 0 when empty. */
  quantileUs(share: number): number;
}

const indexOf = (value: number): number => {
  if (value < SUB) return value;
  const shift = 32 - Math.clz32(value) - SUB_BITS;
  return shift * SUB + (value >>> shift);
};

const upperEndOf = (index: number): number => {
  const shift = Math.floor(index / SUB);
  if (shift === 0) return index;
  return ((index % SUB) + 1) * 2 ** shift - 1;
};

export const createHistogram = (): Histogram => {
  const counts = new Uint32Array(SUB * 24);
  let [count, maxUs] = [0, 0];
  return {
    get count() {
      return count;
    },
    get maxUs() {
      return maxUs;
    },
    record(valueUs) {
      const value = Math.min(0x7fff_ffff, Math.max(0, Math.round(valueUs)));
      const at = indexOf(value);
      counts[at] = (counts[at] ?? 0) + 1;
      count++;
      if (value > maxUs) maxUs = value;
    },
    quantileUs(share) {
      const rank = Math.max(1, Math.ceil(share * count));
      let seen = 0;
      for (let i = 0; i < counts.length; i++) {
        seen += counts[i] ?? 0;
        if (seen >= rank && count > 0) return Math.min(maxUs, upperEndOf(i));
      }
      return 0;
    },
  };
};
