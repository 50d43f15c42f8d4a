import type { UnixMs } from '@liftwatch/schemas';

/** Kept at once: more numbers than anybody registers; the oldest make room. */
const MOST_COUNT = 10_000;

/** Lets something happen for a key at most each `everyMs`. */
export interface Spacing {
  allows(key: string, nowMs: UnixMs): boolean;
}

export const openSpacing = (everyMs: number): Spacing => {
  const lastMs = new Map<string, UnixMs>();
  return {
    allows(key, nowMs) {
      const before = lastMs.get(key);
      if (before !== undefined && nowMs - before < everyMs) return false;
      lastMs.delete(key);
      lastMs.set(key, nowMs);
      for (const oldest of lastMs.keys()) {
        if (lastMs.size <= MOST_COUNT) break;
        lastMs.delete(oldest);
      }
      return true;
    },
  };
};
