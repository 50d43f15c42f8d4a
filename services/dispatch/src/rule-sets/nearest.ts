const FAR = 3;

const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(
        (row[j] as number) + 1,
        (next[j - 1] as number) + 1,
        (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    row = next;
  }
  return row[b.length] as number;
};

/** ` did you mean "x"?`, where a known word is near; else nothing. */
export const didYouMean = (word: string, known: Iterable<string>): string => {
  const near = [...known].map((one) => ({ one, away: distance(word, one) })).sort((a, b) => a.away - b.away)[0];
  return near && near.away <= FAR ? ` Did you mean "${near.one}"?` : '';
};
