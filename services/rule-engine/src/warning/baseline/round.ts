/** Rounds to so many decimals: memory is saved as text, and what runs on is what was saved. */
export const round = (value: number, decimals: number): number => {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
};
