/** What of a partition is listed: its lifts, by id. */
interface Listed<L> {
  readonly lifts: ReadonlyMap<string, L>;
}

/** Index of the first text behind `after`, in sorted texts. */
const firstAfter = (texts: readonly string[], after: string): number => {
  let [low, high] = [0, texts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((texts[middle] ?? '') > after) high = middle;
    else low = middle + 1;
  }
  return low;
};

/**
 * Lifts of all partitions by id, page by page, those that are listed. A lift is never taken away from a partition, so the order is
 * kept until a partition or the number of its lifts changes: a page costs the page, not the fleet.
 */
export const liftsById = <L, F extends Listed<L>>(
  folds: () => readonly (F & Listed<L>)[],
  isListed: (lift: L) => boolean = () => true,
) => {
  let ids: readonly string[] = [];
  let sorted: readonly { readonly fold: F; readonly count: number }[] = [];
  const foldOf = new Map<string, F>();
  const sortAnew = (now: readonly F[]): void => {
    foldOf.clear();
    for (const fold of now) for (const liftId of fold.lifts.keys()) foldOf.set(liftId, fold);
    ids = [...foldOf.keys()].sort();
    sorted = now.map((fold) => ({ fold, count: fold.lifts.size }));
  };
  return (after: string, limit: number): { readonly fold: F; readonly lift: L }[] => {
    const now = folds();
    const isSame =
      now.length === sorted.length &&
      now.every((fold, i) => sorted[i]?.fold === fold && sorted[i].count === fold.lifts.size);
    if (!isSame) sortAnew(now);
    const page: { readonly fold: F; readonly lift: L }[] = [];
    for (let i = firstAfter(ids, after); i < ids.length && page.length < limit; i++) {
      const fold = foldOf.get(ids[i] as string);
      const lift = fold?.lifts.get(ids[i] as string);
      if (fold && lift !== undefined && isListed(lift)) page.push({ fold, lift });
    }
    return page;
  };
};
