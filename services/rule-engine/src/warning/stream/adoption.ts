import type { UnixMs } from '@liftwatch/schemas';
import { median } from 'simple-statistics';
import { teach, type Teaching, type Watched } from './signal.ts';

/**
 * The signal taught anew from what it has read since the alert, where that is steady: its two halves agree within a
 * scale. A level that still moves is a fault that grows and is never adopted; undefined then. From here on changes are
 * judged against the new level.
 */
export const steadyLevel = (
  before: Watched,
  since: { readonly values: readonly number[]; readonly atMs: readonly UnixMs[] },
  o: Teaching,
): Watched | undefined => {
  const half = since.values.length >> 1;
  const taught = teach(since.values, since.atMs, o);
  if (!taught) return undefined;
  const moved = Math.abs(median(since.values.slice(half)) - median(since.values.slice(0, half)));
  return moved <= Math.max(before.level.scale, taught.level.scale / 2) ? taught : undefined;
};
