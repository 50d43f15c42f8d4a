import { realpathSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import type { Synchronous } from '../sqlite/file.ts';
import { holdWriterLock } from '../sqlite/lock.ts';
import { announceWrites } from '../sqlite/wake.ts';
import { encodeRecords } from './codec.ts';
import type { LogBatch, ReadingLogWriter } from './port.ts';
import { maintainLog, type Retention } from './maintenance.ts';
import type { LogRecord } from './record.ts';
import type { EntryRow } from './segment.ts';
import { segmentFilesHere, segmentFilesOnThread, type SegmentFiles } from './segment-file.ts';
import { SegmentSeries } from './segment-series.ts';
import { keepTail, type TailKeeping } from './tail-place.ts';

export interface ReadingLogWriterOptions {
  readonly dir: string;
  /** Used when the store is created; afterwards the store's own count holds. */
  readonly partitions: number;
  /** A segment closes at this size; default 1 GB. */
  readonly segmentBytes?: number;
  /** A segment closes after so much log time; default 1 h. */
  readonly segmentMs?: number;
  /** Default: 20 GB, 7 days. Without `checkpointed` nothing is ever deleted. */
  readonly retention?: Partial<Retention>;
  /** Appends are refused while the disk has less free space than this; default 1 GB. */
  readonly minFreeBytes?: number;
  /** Told when compression or deletion fails; it is tried again at the next segment. */
  readonly onMaintenanceError?: (error: unknown) => void;
  /**
   * Committed entries that readers in this thread have not read yet are kept in memory up to this, bytes as stored,
   * shared evenly between partitions; default 8 MB. With their readings decoded they take about five times that.
   */
  readonly tailBytes?: number;
  /** Commits on a thread of its own, so that a sync keeps nothing else of this process waiting; default here. */
  readonly onThread?: boolean;
  readonly diagnostics?: {
    /** UNSAFE when `off`: see {@link Synchronous}. */
    readonly synchronous?: Synchronous;
    /** Stands between the log and its files. */
    readonly files?: (files: SegmentFiles) => SegmentFiles;
    /** Makes SQLite answer "disk full" above so many pages; asked before each append. */
    readonly maxPageCount?: () => number;
  };
}

const GB = 1_000_000_000;
/** Two to three seconds of a busy city: a short stall must not push a reader to the file, which costs it more. */
const TAIL_BYTES = 8_000_000;

/** A dead letter is none that anybody decodes; a reading is judged where every reading of its publish stands. */
const isJudged = (record: LogRecord): boolean => {
  if (record.type !== 'reading') return true;
  const publish = record.decoded?.publish;
  return publish?.ok === true && publish.items.every((item) => item.ok);
};

/** The embedded reading log: SQLite segments in a folder. Use {@link openReadingLogWriter}. */
class SqliteReadingLogWriter implements ReadingLogWriter {
  readonly partitions: number;
  readonly #options: ReadingLogWriterOptions;
  readonly #lock;
  readonly #announcer;
  readonly #segments: SegmentSeries;
  readonly #kept: TailKeeping;
  #appending: Promise<unknown> = Promise.resolve();
  #maintenance: Promise<void> = Promise.resolve();
  #freeCheckedAtMs = Number.NEGATIVE_INFINITY;
  #enoughSpace = true;
  #closed = false;

  constructor(options: ReadingLogWriterOptions) {
    makeFolder(options.dir);
    this.#options = options;
    this.#lock = holdWriterLock(join(options.dir, 'writer.lock'));
    const synchronous = options.diagnostics?.synchronous ?? 'full';
    const files = options.onThread === true ? segmentFilesOnThread(synchronous) : segmentFilesHere(synchronous);
    try {
      this.#segments = new SegmentSeries({
        dir: options.dir,
        partitions: options.partitions,
        segmentBytes: options.segmentBytes ?? GB,
        segmentMs: options.segmentMs ?? 3_600_000,
        synchronous,
        files: options.diagnostics?.files?.(files) ?? files,
      });
    } catch (error) {
      this.#lock.release();
      throw error;
    }
    this.partitions = this.#segments.partitions;
    const path = realpathSync(options.dir);
    this.#announcer = announceWrites(path);
    this.#kept = keepTail(path, { heads: this.#segments.heads, keptBytes: options.tailBytes ?? TAIL_BYTES });
    this.#maintain();
  }

  get lastReceivedAtMs(): number {
    return this.#segments.lastReceivedAtMs;
  }

  append(batch: LogBatch): Promise<void> {
    const appended = this.#appending.then(async () => {
      try {
        await this.#append(batch);
      } catch (error) {
        const isKnown = error instanceof StoreError && error.code !== 'LIFT_STORE_THREAD_FAILED';
        throw isKnown ? error : this.#unwritable(error);
      }
    });
    this.#appending = appended.catch(() => undefined);
    return appended;
  }

  async #append(batch: LogBatch): Promise<void> {
    if (this.#closed) throw this.#unwritable('the log is closed');
    await this.#segments.settle();
    const rows: EntryRow[] = [];
    let latestMs = 0;
    for (const [partition, records] of batch) {
      const newest = records.at(-1);
      if (newest === undefined) continue;
      if (!(partition >= 0 && partition < this.partitions))
        throw new RangeError(`partition ${partition} of ${this.partitions}`);
      latestMs = Math.max(latestMs, newest.receivedAtMs);
      const position = this.#segments.nextPosition(partition);
      rows.push({
        ...{ partition, position, receivedAtMs: newest.receivedAtMs },
        records: encodeRecords(records),
        isJudged: records.every(isJudged),
      });
    }
    if (rows.length === 0) return;
    this.#checkSpace(latestMs);
    const limit = this.#options.diagnostics?.maxPageCount?.();
    if (limit !== undefined) await this.#segments.limitPages(limit);
    const rotated = await this.#commit(rows, latestMs);
    this.#kept.committed(rows, ({ partition, position }) => ({
      partition,
      position,
      records: batch.get(partition) ?? [],
    }));
    this.#announcer.announce();
    if (rotated) this.#maintain();
  }

  /** Whether rows of a failed commit are in the log is known later: until then readers here ask the file. */
  async #commit(rows: readonly EntryRow[], latestMs: number): Promise<boolean> {
    try {
      return await this.#segments.append(rows, latestMs);
    } catch (error) {
      this.#kept.headsLost();
      throw error;
    }
  }

  /** Once per second of log time, and at every append while space is short. */
  #checkSpace(nowMs: number): void {
    if (this.#enoughSpace && Math.abs(nowMs - this.#freeCheckedAtMs) < 1_000) return;
    const minimum = this.#options.minFreeBytes ?? GB;
    const { bavail, bsize } = statfsSync(this.#options.dir);
    this.#enoughSpace = bavail * bsize >= minimum;
    this.#freeCheckedAtMs = nowMs;
    if (!this.#enoughSpace) throw this.#unwritable(`${bavail * bsize} bytes are free, ${minimum} are kept free`);
  }

  #unwritable(cause: unknown): StoreError {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new StoreError(
      'LIFT_STORE_LOG_UNWRITABLE',
      `${this.#options.dir} could not take a batch (${why}): free disk space or repair the disk; it goes on by itself`,
      { recoverable: true, cause },
    );
  }

  /** Packs and deletes segments, one run at a time, beside the appends. */
  #maintain(): void {
    const run = () =>
      maintainLog(this.#options.dir, this.#segments, {
        maxBytes: this.#options.retention?.maxBytes ?? 20 * GB,
        maxAgeMs: this.#options.retention?.maxAgeMs ?? 7 * 86_400_000,
        ...(this.#options.retention?.checkpointed && { checkpointed: this.#options.retention.checkpointed }),
      });
    this.#maintenance = this.#maintenance.then(run).catch((error: unknown) => {
      this.#options.onMaintenanceError?.(error);
    });
  }

  /** Waits for a running compression, then gives the folder free. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#appending;
    await this.#maintenance;
    this.#announcer.leave();
    this.#kept.leave();
    await this.#segments.close();
    this.#lock.release();
  }
}

/**
 * Opens the reading log of a folder for writing, creating it where missing.
 * @throws {StoreError} LIFT_STORE_LOCKED when another writer has the folder; LIFT_STORE_VERSION_NEWER
 */
export const openReadingLogWriter = (options: ReadingLogWriterOptions): Promise<ReadingLogWriter> => {
  try {
    return Promise.resolve(new SqliteReadingLogWriter(options));
  } catch (error) {
    return Promise.reject(error as Error);
  }
};
