const KEPT = 40;

/** The times, with this one, that lie within the window; at most the last 40. */
export const withRecent = (times: readonly number[], nowMs: number, windowMs: number): number[] =>
  [...times, nowMs].filter((at) => nowMs - at < windowMs).slice(-KEPT);
