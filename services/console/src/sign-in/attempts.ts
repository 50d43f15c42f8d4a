import { ConsoleError } from '../errors.ts';

const WINDOW_MS = 60_000;

/**
 * Tokens that were wrong, in the last minute. dispatch shuts out an address that shows it too many, and for dispatch we are
 * one address: whoever guesses at the page must not silence it for all.
 */
export const openAttempts = (most: number, nowMs: () => number) => {
  let failedAtMs: number[] = [];
  return {
    /** @throws {ConsoleError} LIFT_CONSOLE_SIGN_IN_LIMITED */
    assertMay(): void {
      failedAtMs = failedAtMs.filter((atMs) => nowMs() - atMs < WINDOW_MS);
      const [oldestMs] = failedAtMs;
      if (failedAtMs.length < most || oldestMs === undefined) return;
      const waitS = Math.ceil((oldestMs + WINDOW_MS - nowMs()) / 1_000);
      throw new ConsoleError(
        'LIFT_CONSOLE_SIGN_IN_LIMITED',
        `too many tokens were wrong in the last minute: try again in ${waitS} s`,
      );
    },
    failed: () => void failedAtMs.push(nowMs()),
  };
};
