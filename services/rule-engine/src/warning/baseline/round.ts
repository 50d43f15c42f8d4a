const SCALES = [1, 10, 100, 1_000, 10_000, 100_000] as const;

/** Rounds to so many decimals, at most 5: memory is saved as text, and what runs on is what was saved. */
export const round = (value: number, decimals: 0 | 1 | 2 | 3 | 4 | 5): number =>
  Math.round(value * SCALES[decimals]) / SCALES[decimals];
