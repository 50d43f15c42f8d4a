import { setTimeout as sleep } from 'node:timers/promises';
import { InfraError } from '../errors.ts';

const POLL_MS = 25;

/**
 * Asks `condition` again and again until it gives something other than undefined or false, and returns that.
 * @throws LIFT_INFRA_STEP_TIMEOUT naming `what` after `timeoutMs`
 */
export const waitUntil = async <T>(
  what: string,
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  timeoutMs = 15_000,
): Promise<T> => {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const found = await condition();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadlineMs) {
      throw new InfraError('LIFT_INFRA_STEP_TIMEOUT', `waited ${timeoutMs} ms for ${what}`, { recoverable: true });
    }
    await sleep(POLL_MS);
  }
};
