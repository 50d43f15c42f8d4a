import { setImmediate } from 'node:timers/promises';

/** Called often by long work; resolves at once, or after others have had their turn. */
export type Breathe = () => Promise<void> | undefined;

const SLICE_MS = 3;

/** Long work in slices of some milliseconds, so that a request that comes meanwhile waits for one slice only. */
export const inSlices = (nowMs: () => number = () => performance.now()): Breathe => {
  let beganMs = nowMs();
  return () => {
    if (nowMs() - beganMs < SLICE_MS) return undefined;
    return setImmediate().then(() => {
      beganMs = nowMs();
    });
  };
};

const LOOK_EVERY = 128;
const SORTED_AT_ONCE = 1_024;

/** As `items.map`, in slices. */
export const mapped = async <T, R>(items: readonly T[], each: (item: T) => R, breathe: Breathe): Promise<R[]> => {
  const results: R[] = [];
  for (let i = 0; i < items.length; i += 1) {
    if (i % LOOK_EVERY === 0) await breathe();
    results.push(each(items[i] as T));
  }
  return results;
};

type Keyed<T> = readonly [key: string, item: T];
const inOrder = ([a]: Keyed<unknown>, [b]: Keyed<unknown>): number => (a < b ? -1 : a > b ? 1 : 0);

const mergedRuns = async <T>(a: readonly Keyed<T>[], b: readonly Keyed<T>[], breathe: Breathe): Promise<Keyed<T>[]> => {
  const both: Keyed<T>[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (both.length % LOOK_EVERY === 0) await breathe();
    const fromA = j >= b.length || (i < a.length && inOrder(a[i] as Keyed<T>, b[j] as Keyed<T>) <= 0);
    both.push((fromA ? a[i++] : b[j++]) as Keyed<T>);
  }
  return both;
};

/** By key, stable, in slices: short runs are sorted whole, then merged two by two. */
export const sortedByKey = async <T>(items: readonly Keyed<T>[], breathe: Breathe): Promise<readonly Keyed<T>[]> => {
  let runs: (readonly Keyed<T>[])[] = [];
  for (let i = 0; i < items.length; i += SORTED_AT_ONCE) {
    await breathe();
    runs.push(items.slice(i, i + SORTED_AT_ONCE).sort(inOrder));
  }
  while (runs.length > 1) {
    const next: (readonly Keyed<T>[])[] = [];
    for (let i = 0; i < runs.length; i += 2) next.push(await mergedRuns(runs[i] ?? [], runs[i + 1] ?? [], breathe));
    runs = next;
  }
  return runs[0] ?? [];
};
