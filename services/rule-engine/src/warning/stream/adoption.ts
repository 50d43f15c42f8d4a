import type { UnixMs } from '@liftwatch/schemas';
import { median } from 'simple-statistics';
import { teach, type Teaching, type Watched } from './signal.ts';

/** Readings since the alert. `tries`: how often they were not steady enough. */
export interface Since {
  readonly values: number[];
  readonly atMs: UnixMs[];
  tries: number;
}

/** An interval signal (a temperature) that has wandered off for so many tries has no level to come back to. */
const TRIES_MOST = 2;

/**
 * The signal taught anew from what it has read since the alert, where that is steady: its two halves agree within a
 * scale. A ratio that still moves is a fault that grows and is never adopted; an interval signal that wanders is, once
 * twice as long as was learnt from has passed. Undefined: not yet. From here on changes are judged against the new level.
 */
export const steadyLevel = (before: Watched, since: Since, o: Teaching): Watched | undefined => {
  const half = since.values.length >> 1;
  const taught = teach(since.values, since.atMs, o);
  if (!taught) return undefined;
  const moved = Math.abs(median(since.values.slice(half)) - median(since.values.slice(0, half)));
  const steady = moved <= Math.max(before.level.scale, taught.level.scale / 2);
  return steady || (o.signal.kind === 'interval' && since.tries >= TRIES_MOST) ? taught : undefined;
};
