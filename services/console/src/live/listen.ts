import { createParser } from 'eventsource-parser';
import type { Logger } from 'pino';
import { bearer, REFUSED, upstreamUrl, type Upstream } from '../upstream/ask.ts';
import { keepDoing, type KeptUp } from './keep-doing.ts';

const AGAIN_MS = 2_000;

/** What is heard of a service's live stream. */
export interface Ears {
  /** It listens, anew from here on: what happened before is not told. */
  readonly began: () => void;
  readonly event: (name: string, data: unknown) => void;
  /** A sign of life, also without an event. */
  readonly alive: () => void;
}

/** Hears dispatch's live stream; cut off, it listens again from the last event that it heard. */
export const listenTo = (dispatch: Upstream, ears: Ears, logger: Logger): KeptUp => {
  const stopping = new AbortController();
  let lastId: string | undefined;
  const listen = async (): Promise<void> => {
    const parser = createParser({
      onEvent: ({ event, data, id }) => {
        if (id !== undefined) lastId = id;
        if (event !== undefined) ears.event(event, JSON.parse(data));
      },
    });
    try {
      const response = await fetch(upstreamUrl(dispatch, 'api/v1/stream'), {
        signal: stopping.signal,
        headers: { ...bearer(dispatch), ...(lastId !== undefined && { 'last-event-id': lastId }) },
      });
      if (response.status === REFUSED) dispatch.onRefused?.();
      if (!response.ok || response.body === null) return;
      if (lastId === undefined) ears.began();
      const text = new TextDecoder();
      for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
        parser.feed(text.decode(piece, { stream: true }));
        ears.alive();
      }
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
