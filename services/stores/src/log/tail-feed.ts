import { realpathSync } from 'node:fs';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { announceWrites } from '../sqlite/wake.ts';
import { decodeRecords } from './codec.ts';
import { packRows, unpackRows, type PackedRows } from './packed-rows.ts';
import type { LogEntry, LogRecord } from './record.ts';
import type { EntryRow } from './segment.ts';
import { followTail, showRecent, type RecentEntries, type TailFollower } from './tail-place.ts';
import { LogTail } from './tail.ts';

/** What another thread needs to be fed with what this one commits. Handed over with `port` transferred. */
export interface TailFeed {
  readonly port: MessagePort;
  readonly partitions: number;
  /** Most bytes of rows on their way, and again kept until they are read; as stored. */
  readonly keptBytes: number;
  /** One 32-bit count: bytes on their way. */
  readonly onTheWay: SharedArrayBuffer;
}

/** Rows of one commit, or that the next entry is to be looked for in the file. */
type Fed = PackedRows | 'heads-lost';

const KEPT_BYTES = 8_000_000;

/** Sends each commit's rows. What the other thread does not take in time is not sent: it is in the file. */
class FeedingFollower implements TailFollower {
  readonly #port: MessagePort;
  readonly #onTheWay: Int32Array;
  readonly #mostBytes: number;

  constructor(port: MessagePort, onTheWay: SharedArrayBuffer, mostBytes: number) {
    this.#port = port;
    this.#onTheWay = new Int32Array(onTheWay);
    this.#mostBytes = mostBytes;
  }

  committed(rows: readonly EntryRow[]): void {
    const packed = packRows(rows);
    const { length: bytes } = packed.bytes;
    if (Atomics.load(this.#onTheWay, 0) + bytes > this.#mostBytes) return this.headsLost();
    Atomics.add(this.#onTheWay, 0, bytes);
    this.#port.postMessage(packed satisfies Fed, [packed.bytes.buffer as ArrayBuffer]);
  }

  headsLost(): void {
    this.#port.postMessage('heads-lost' satisfies Fed);
  }

  writerLeft(): void {
    this.#port.close();
  }
}

/**
 * Feeds one other thread with the newest entries of the log in `dir`, whose writer is in this thread: that thread then
 * reads neither the file nor asks it. It ends with the writer, or when the other side closes.
 */
export const feedTail = (dir: string, keptBytes = KEPT_BYTES): TailFeed => {
  const { port1, port2 } = new MessageChannel();
  const onTheWay = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const { partitions, stop } = followTail(realpathSync(dir), new FeedingFollower(port1, onTheWay, keptBytes));
  port1.on('close', stop);
  port1.unref();
  return { port: port2, partitions, keptBytes, onTheWay };
};

/**
 * An entry whose records are decoded each time they are asked for, which is once: of hundreds that wait, only the one
 * being judged is more than its bytes.
 */
class FedEntry implements LogEntry {
  readonly partition: number;
  readonly position: number;
  readonly #bytes: Uint8Array;
  readonly #isJudged: true | undefined;

  constructor({ partition, position, records, isJudged }: EntryRow) {
    this.partition = partition;
    this.position = position;
    this.#bytes = records;
    this.#isJudged = isJudged || undefined;
  }

  get records(): readonly LogRecord[] {
    return decodeRecords(this.#bytes, this.#isJudged);
  }
}

/** Of its heads nobody is sure: the writer may be ahead of what came. */
class FedEntries implements RecentEntries {
  readonly tail: LogTail<LogEntry>;

  constructor(tail: LogTail<LogEntry>) {
    this.tail = tail;
  }

  head(): undefined {
    return undefined;
  }

  after(partition: number, position: number, limit: number): readonly LogEntry[] | undefined {
    return this.tail.after(partition, position, limit);
  }
}

/**
 * Takes a feed: readers of `dir` in this thread find the newest entries in memory and are woken by what comes, until
 * the writer or the caller of `close` ends it; then they read the file.
 */
export const takeTail = (dir: string, { port, partitions, keptBytes, onTheWay }: TailFeed): { close(): void } => {
  const path = realpathSync(dir);
  const counter = new Int32Array(onTheWay);
  let entries: FedEntries | undefined;
  const leave = showRecent(path, (isRead) => {
    const heads = Array.from({ length: partitions }, () => undefined);
    return (entries = new FedEntries(new LogTail<LogEntry>(heads, { keptBytes, isRead })));
  });
  const announcer = announceWrites(path);
  const take = (packed: PackedRows): void => {
    Atomics.sub(counter, 0, packed.bytes.length);
    for (const row of unpackRows(packed))
      entries?.tail.add(row.partition, row.position, { entry: new FedEntry(row), bytes: row.records.length });
  };
  port.on('message', (fed: Fed) => {
    if (fed === 'heads-lost') entries?.tail.loseHeads();
    else take(fed);
    announcer.announce();
  });
  port.on('close', () => {
    announcer.leave();
    leave();
  });
  return { close: () => port.close() };
};
