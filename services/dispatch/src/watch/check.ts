import type { ChannelName } from '@liftwatch/schemas';
import { whyUnanswered } from '../channels/http-outcome.ts';
import type { CheckHealth } from './heartbeat.ts';

const TIMEOUT_MS = 5_000;

/** Asks another service's /readyz. undefined: it is ready. */
const notReady = async (url: string): Promise<string | undefined> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.body?.cancel();
    return response.ok ? undefined : `${url} answers ${response.status}`;
  } catch (error) {
    return `${url} does not answer: ${whyUnanswered(error)}`;
  }
};

/** All that an alarm needs: intake and engine (by their /readyz), dispatch itself, each required channel, the last self-test. */
export const openHealthCheck =
  (parts: {
    readonly readyUrls: readonly string[];
    readonly isReady: () => boolean;
    readonly requiredChannels: readonly ChannelName[];
    readonly isUsable: (channel: ChannelName) => boolean;
    readonly selfTestFailed: () => boolean;
  }): CheckHealth =>
  async () => {
    const others = await Promise.all(parts.readyUrls.map(notReady));
    return [
      ...others.filter((reason) => reason !== undefined),
      ...(parts.isReady() ? [] : ['dispatch is not ready']),
      ...parts.requiredChannels.filter((name) => !parts.isUsable(name)).map((name) => `channel ${name} cannot send`),
      ...(parts.selfTestFailed() ? ['the last self-test failed'] : []),
    ];
  };
