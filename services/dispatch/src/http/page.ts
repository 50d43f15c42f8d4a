export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Cuts one more than a page down to the page, and names what comes after it. */
export const paged = <T>(found: readonly T[], limit: number, keyOf: (item: T) => string): Page<T> => {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last !== undefined ? keyOf(last) : null };
};
