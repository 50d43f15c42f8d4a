import type { Logger } from 'pino';
import { bearer, upstreamUrl, type Upstream } from '../upstream/ask.ts';
import { keepDoing, type KeptUp } from './keep-doing.ts';

const AGAIN_MS = 2_000;

/** Hears dispatch's live stream and calls `onEvent` at each piece of it; listens again when it is cut off. */
export const listenTo = (dispatch: Upstream, onEvent: () => void, logger: Logger): KeptUp => {
  const stopping = new AbortController();
  const listen = async (): Promise<void> => {
    try {
      const response = await fetch(upstreamUrl(dispatch, 'api/v1/stream'), {
        signal: stopping.signal,
        headers: bearer(dispatch),
      });
      if (!response.ok || response.body === null) return;
      for await (const piece of response.body) if (Buffer.from(piece).includes('event:')) onEvent();
    } catch (error) {
      if (!stopping.signal.aborted) throw error;
    }
  };
  const kept = keepDoing(listen, { name: 'stream of dispatch', pauseMs: AGAIN_MS, share: 1, logger });
  return {
    wake: kept.wake,
    close() {
      stopping.abort();
      return kept.close();
    },
  };
};
