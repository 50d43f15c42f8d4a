import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Visitor } from '../sign-in/visitor.ts';
import { createEventBuffer, type EventBuffer } from './event-buffer.ts';
import { openIncidentFeed, type IncidentFeed } from './incident-feed.ts';

export interface Feed {
  readonly buffer: EventBuffer;
  readonly incidents: IncidentFeed;
}

/** What one reader joins; `leave` when it is gone. */
export interface Joined extends Feed {
  leave(): void;
}

interface Personal extends Feed {
  /** It is not told any more when its person is gone. */
  stopEnd: () => void;
  readers: number;
  idle: ReturnType<typeof setTimeout> | undefined;
}

const KEPT_EVENTS = 300;
/** A page that was reloaded, or cut off, finds its feed still there; shorter than a session goes without being looked at anew. */
const IDLE_MS = 10_000;
const FIRST_READ_MS = 5_000;

const atMost = async (ms: number, work: Promise<void>): Promise<void> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, wait]);
  clearTimeout(timer);
};

/**
 * Incidents for whoever may not see all of them: a feed of their own, asked of dispatch as them, so that dispatch alone says
 * which are theirs. Who sees everything shares one.
 */
export const openPersonalFeeds = (shared: Feed, logger: Logger) => {
  const feeds = new Map<string, Personal>();
  const closing = new Set<Promise<void>>();
  const close = (id: string): void => {
    const feed = feeds.get(id);
    if (feed === undefined) return;
    feeds.delete(id);
    clearTimeout(feed.idle);
    feed.stopEnd();
    const closed = feed.incidents.close();
    closing.add(closed);
    void closed.finally(() => closing.delete(closed));
  };
  const begin = (visitor: Visitor): Personal => {
    const buffer = createEventBuffer(randomBytes(6).toString('hex'), KEPT_EVENTS);
    const incidents = openIncidentFeed(visitor.dispatch, buffer, logger);
    const feed: Personal = { buffer, incidents, stopEnd: () => undefined, readers: 0, idle: undefined };
    feeds.set(visitor.id, feed);
    feed.stopEnd = visitor.onEnd(() => close(visitor.id));
    return feed;
  };
  return {
    /** Waits for its first reading: an empty list that is only early would be taken for a calm one. */
    async join(visitor: Visitor): Promise<Joined> {
      if (visitor.rows === null) return { ...shared, leave: () => undefined };
      const feed = feeds.get(visitor.id) ?? begin(visitor);
      clearTimeout(feed.idle);
      feed.readers += 1;
      await atMost(FIRST_READ_MS, feed.incidents.firstRead);
      return {
        buffer: feed.buffer,
        incidents: feed.incidents,
        leave() {
          feed.readers -= 1;
          if (feed.readers === 0 && feeds.get(visitor.id) === feed)
            feed.idle = setTimeout(() => close(visitor.id), IDLE_MS).unref();
        },
      };
    },
    /** When incidents were last heard of, for this visitor, wall clock, ms; null: not yet. */
    asOfMs: (visitor: Pick<Visitor, 'id' | 'rows'>): number | null =>
      (visitor.rows === null ? shared : feeds.get(visitor.id))?.incidents.asOfMs() ?? null,
    async close(): Promise<void> {
      for (const id of feeds.keys()) close(id);
      await Promise.all(closing);
    },
  };
};
export type PersonalFeeds = ReturnType<typeof openPersonalFeeds>;
