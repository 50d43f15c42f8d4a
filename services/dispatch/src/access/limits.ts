import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

const WINDOW_S = 60;

/** Requests a minute for each principal, and failures a minute for each address. */
export interface RateLimits {
  /** ms to wait; 0: go on. */
  take(principalId: string): Promise<number>;
  /** A credential was wrong. ms to wait before that address may try again; 0: it may. */
  failed(address: string): Promise<number>;
  /** ms for which an address is shut out; 0: it is not. */
  shutOut(address: string): Promise<number>;
}

const waitMsOf = (error: unknown): number => {
  if (error instanceof RateLimiterRes) return Math.max(1, error.msBeforeNext);
  throw error;
};

export const openRateLimits = (policy: {
  readonly requestsPerMinute: number;
  readonly failuresPerMinute: number;
}): RateLimits => {
  const requests = new RateLimiterMemory({ points: policy.requestsPerMinute, duration: WINDOW_S });
  const failures = new RateLimiterMemory({ points: policy.failuresPerMinute, duration: WINDOW_S });
  return {
    take: (principalId) => requests.consume(principalId).then(() => 0, waitMsOf),
    failed: (address) => failures.consume(address).then(() => 0, waitMsOf),
    async shutOut(address) {
      const state = await failures.get(address);
      return state !== null && state.consumedPoints >= policy.failuresPerMinute ? Math.max(1, state.msBeforeNext) : 0;
    },
  };
};
