import type { IncomingHttpHeaders } from 'node:http';
import type { Change } from '../database/change-log.ts';

/** Where the stream reads from. */
export interface StreamSource {
  newest(): Promise<number>;
  read(
    afterSeq: number,
    limit: number,
  ): Promise<{ readonly changes: readonly Change[]; readonly isIncomplete: boolean }>;
  /** Something may be new. Returns how to stop it. */
  onChanged(wake: () => void): () => void;
  onError(error: unknown): void;
}

/** Whether the listener still may: a token that was revoked, a role that was taken away or sees other rows ends the stream. */
export type StillMay = () => Promise<boolean>;

export interface StreamRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly query: unknown;
}
export interface StreamReply {
  hijack(): unknown;
  readonly raw: {
    writeHead(status: number, headers: Readonly<Record<string, string>>): unknown;
    write(text: string): boolean;
    end(): unknown;
    on(event: 'close' | 'drain', listener: () => void): unknown;
    readonly writableNeedDrain: boolean;
    readonly destroyed: boolean;
  };
}

export const STREAM_TYPE = 'text/event-stream';

const READ_COUNT = 200;
/** Also finds what another process wrote; proxies close connections that stay silent. */
const LOOK_EVERY_MS = 1_000;
const KEEP_ALIVE_MS = 15_000;
/** A credential is looked at again so often. */
const CHECK_EVERY_MS = 5_000;

const startOf = ({ headers, query }: StreamRequest): number | undefined => {
  const asked = headers['last-event-id'] ?? (query as Record<string, unknown>)['lastEventId'];
  const seq = Number(asked);
  return asked === undefined || asked === '' || !Number.isSafeInteger(seq) || seq < 0 ? undefined : seq;
};

const eventText = ({ seq, type, document }: Change): string => `id: ${seq}\nevent: ${type}\ndata: ${document}\n\n`;

/** Ends a stream whose listener may no longer listen. */
const endWhenGone = (raw: StreamReply['raw'], stillMay: StillMay): void => {
  let busy = false;
  const check = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    if (!(await stillMay())) raw.end();
    busy = false;
  };
  const timer = setInterval(() => void check(), CHECK_EVERY_MS);
  raw.on('close', () => clearInterval(timer));
};

/**
 * Server-sent events: `incident` and `delivery`, each with an id; a client that comes back with `Last-Event-ID` gets
 * what it missed. `reset`: it missed more than is kept and reads the lists anew. Without an id it begins now. A client
 * that reads slowly is waited for. @see WHATWG HTML, server-sent events
 */
export const streamChanges = (
  source: StreamSource,
  request: StreamRequest & { readonly stillMay?: StillMay },
  reply: StreamReply,
): void => {
  const { raw } = reply;
  reply.hijack();
  raw.writeHead(200, {
    'content-type': `${STREAM_TYPE}; charset=utf-8`,
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  // HEAD asks for the headers alone: nothing is to be listened to.
  if (request.method === 'HEAD') return void raw.end();
  raw.write('retry: 2000\n\n');
  if (request.stillMay) endWhenGone(raw, request.stillMay);
  let at = startOf(request);
  let again = false;
  let busy = false;
  let quietMs = 0;

  const sendAll = async (): Promise<void> => {
    at ??= await source.newest();
    for (;;) {
      const { changes, isIncomplete } = await source.read(at, READ_COUNT);
      if (isIncomplete) raw.write(`event: reset\ndata: {"reason":"more was missed than is kept"}\n\n`);
      for (const change of changes) {
        raw.write(eventText(change));
        at = change.seq;
      }
      if (changes.length > 0) quietMs = 0;
      if (changes.length < READ_COUNT || raw.writableNeedDrain || raw.destroyed) return;
    }
  };
  const look = async (): Promise<void> => {
    if (busy) return void (again = true);
    busy = true;
    do {
      again = false;
      if (!raw.destroyed && !raw.writableNeedDrain) await sendAll().catch(source.onError);
    } while (again);
    busy = false;
  };
  const wake = (): void => void look();
  const stop = source.onChanged(wake);
  const timer = setInterval(() => {
    quietMs += LOOK_EVERY_MS;
    if (quietMs >= KEEP_ALIVE_MS) {
      raw.write(': alive\n\n');
      quietMs = 0;
    }
    wake();
  }, LOOK_EVERY_MS);
  raw.on('drain', wake);
  raw.on('close', () => {
    clearInterval(timer);
    stop();
  });
  wake();
};
