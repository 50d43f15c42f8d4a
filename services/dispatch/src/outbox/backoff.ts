/** Seeded random numbers in [0, 1) (mulberry32): the same seed gives the same waits. */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

export interface BackoffPolicy {
  readonly firstMs: number;
  readonly maxMs: number;
  /** After so many attempts the delivery has failed and the operator is told. */
  readonly maxAttemptsCount: number;
  /** The same after so long: what waits behind an open circuit makes no attempts. */
  readonly maxAgeMs: number;
}

/** 1 s, doubling to 5 min: ten attempts in the first quarter of an hour, given up after a day. */
export const defaultBackoff: BackoffPolicy = {
  firstMs: 1_000,
  maxMs: 300_000,
  maxAttemptsCount: 300,
  maxAgeMs: 86_400_000,
};

/** Wait after the n-th attempt (from 1): between half and all of the doubled step, and never less than the carrier asked for. */
export const waitMsAfter = (
  attempts: number,
  policy: BackoffPolicy,
  how: { readonly random: () => number; readonly retryAfterMs?: number },
): number => {
  const stepMs = Math.min(policy.maxMs, policy.firstMs * 2 ** Math.min(30, attempts - 1));
  return Math.max(Math.round(stepMs * (0.5 + how.random() / 2)), how.retryAfterMs ?? 0);
};
