import type { ServerResponse } from 'node:http';
import type { LiveEvent } from './event-buffer.ts';
import type { LiftWatch } from './lift-watch.ts';
import type { Joined } from './personal-feeds.ts';

const HEARTBEAT_MS = 10_000;
const RETRY_MS = 2_000;
/** A reader that lets this much lie is cut off; it resumes by its last id. */
const BEHIND_BYTES = 4_000_000;

export interface StreamSources {
  readonly feed: Joined;
  readonly lifts: LiftWatch;
  /** Numbers that the page shows everywhere. */
  readonly overview: () => unknown;
  /** Who reads is one whom it may be told. */
  readonly goesOn: () => Promise<boolean>;
  /** Runs the listener when that is over. Returns how to stop it. */
  readonly onEnd: (listener: () => void) => () => void;
}

const written = (name: string, data: unknown, id?: string): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

export const STREAM_TYPE = 'text/event-stream';

const STREAM_HEADERS = {
  'content-type': `${STREAM_TYPE}; charset=utf-8`,
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
} as const;

/** What a stream's headers are, for who asks for no more. */
export const endStream = (response: ServerResponse): void => void response.writeHead(200, STREAM_HEADERS).end();

/**
 * Writes server-sent events until the reader goes: `snapshot` (all open incidents) unless `lastEventId` is still known,
 * in which case what was missed; `incident` per change; `overview` each 10 s; `lift` per change of the lift looked at.
 */
export const openStream = (
  response: ServerResponse,
  asked: { readonly lastEventId: string | undefined; readonly liftId: string | undefined },
  { feed, lifts, overview, goesOn, onEnd }: StreamSources,
): void => {
  // Gone while its feed was being opened.
  if (response.destroyed) return feed.leave();
  const { buffer, incidents } = feed;
  response.writeHead(200, STREAM_HEADERS);
  const send = (text: string): void => {
    response.write(text);
    if (response.writableLength > BEHIND_BYTES) response.destroy();
  };
  const sendEvent = ({ id, name, data }: LiveEvent): void => send(written(name, data, id));
  send(`retry: ${RETRY_MS}\n\n`);
  const missed = buffer.since(asked.lastEventId);
  if (missed === undefined) send(written('snapshot', incidents.open(), buffer.newestId()));
  else for (const event of missed) sendEvent(event);
  const tellOverview = (): void => send(written('overview', overview()));
  tellOverview();
  const beat = async (): Promise<void> => ((await goesOn()) ? tellOverview() : void response.end());
  const heartbeat = setInterval(() => void beat(), HEARTBEAT_MS);
  const stopEnd = onEnd(() => response.end());
  const stopIncidents = incidents.onEvent(sendEvent);
  const stopLift = asked.liftId && lifts.watch(asked.liftId, (detail) => send(written('lift', detail)));
  response.once('close', () => {
    clearInterval(heartbeat);
    stopEnd();
    stopIncidents();
    if (stopLift) stopLift();
    feed.leave();
  });
};
