import { existsSync, realpathSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../errors.ts';
import { Subscriptions } from '../sqlite/wake.ts';
import {
  catalogueFile,
  dataVersion,
  listSegments,
  openCatalogueForReading,
  partitionsOfStore,
  type Segment,
} from './catalogue.ts';
import { decodeRecords } from './codec.ts';
import type { ReadingLogReader } from './port.ts';
import type { LogEntry } from './record.ts';
import { SegmentShelf } from './segment-shelf.ts';
import { SegmentWatch } from './segment-watch.ts';
import { readTail, type TailReading } from './tail-place.ts';

export interface ReadingLogReaderOptions {
  readonly dir: string;
  /** How often another process's writes are looked for; default 20 ms. */
  readonly pollMs?: number;
  /**
   * Reads the file also where the writer is in this thread: for who looks back, for whom the writer need not keep the
   * newest entries in memory.
   */
  readonly fromFile?: boolean;
}

const missingEntries = (segment: Segment, partition: number, after: number): StoreError =>
  new StoreError(
    'LIFT_STORE_LOG_CORRUPT',
    `segment ${segment.id} lacks entries of partition ${partition} after ${after}: bring it back from an archive`,
    { recoverable: false },
  );

class SqliteReadingLogReader implements ReadingLogReader {
  readonly partitions: number;
  readonly #path: string;
  readonly #subscriptions: Subscriptions;
  readonly #pollMs: number;
  readonly #writers: TailReading | undefined;
  readonly #catalogue: DatabaseSync;
  readonly #shelf: SegmentShelf;
  readonly #watch: SegmentWatch;
  #segments: readonly Segment[] = [];
  #version = -1;

  constructor(options: ReadingLogReaderOptions) {
    this.#path = realpathSync(options.dir);
    this.#subscriptions = new Subscriptions(this.#path);
    this.#pollMs = options.pollMs ?? 20;
    this.#catalogue = openCatalogueForReading(options.dir);
    this.partitions = partitionsOfStore(this.#catalogue) ?? 0;
    this.#shelf = new SegmentShelf(options.dir);
    this.#watch = new SegmentWatch(options.dir);
    this.#refresh();
    this.#writers = options.fromFile === true ? undefined : readTail(this.#path);
  }

  /** True when the row of segments is not what it was. */
  #refresh(): boolean {
    const version = dataVersion(this.#catalogue);
    if (version === this.#version) return false;
    this.#version = version;
    this.#segments = listSegments(this.#catalogue);
    return true;
  }

  async read(partition: number, afterPosition: number, limit: number): Promise<readonly LogEntry[]> {
    const recent = this.#writers?.recent?.after(partition, afterPosition, limit);
    if (recent) return recent;
    const entries: LogEntry[] = [];
    let after = afterPosition;
    while (entries.length < limit) {
      const segment = this.#segmentAfter(partition, after);
      if (!segment) break;
      const rows = await this.#shelf.read(segment, { partition, after, limit: limit - entries.length });
      for (const row of rows) {
        entries.push({ partition, position: row.position, records: decodeRecords(row.records) });
        after = row.position;
      }
      if (segment.state === 'open' && !this.#refresh()) break;
      if (segment.state !== 'open' && rows.length === 0) throw missingEntries(segment, partition, after);
    }
    return entries;
  }

  /** The segment that holds, or will hold, the entry after `after`. */
  #segmentAfter(partition: number, after: number): Segment | undefined {
    this.#refresh();
    const oldest = this.#segments[0];
    if (oldest && after + 1 < (oldest.first[partition] as number))
      throw new StoreError(
        'LIFT_STORE_LOG_GONE',
        `partition ${partition} begins at ${oldest.first[partition]}, entries after ${after} were deleted: read from there, or bring them back from an archive`,
        { recoverable: false },
      );
    return this.#segments.find((segment) => segment.state === 'open' || (segment.last[partition] as number) > after);
  }

  async head(partition: number): Promise<number> {
    const recent = this.#writers?.recent?.head(partition);
    if (recent !== undefined) return recent;
    this.#refresh();
    const newest = this.#segments.at(-1);
    if (!newest) return 0;
    return newest.state === 'open'
      ? ((await this.#shelf.lastPosition(newest, partition)) ?? (newest.first[partition] as number) - 1)
      : (newest.last[partition] as number);
  }

  firstPosition(partition: number): Promise<number> {
    this.#refresh();
    return Promise.resolve(this.#segments[0]?.first[partition] ?? 1);
  }

  onAppended(wake: () => void): () => void {
    return this.#subscriptions.add(wake, { pollMs: this.#pollMs, hasChanged: () => this.#hasChanged() });
  }

  #hasChanged(): boolean {
    const isRotated = this.#refresh();
    const newest = this.#segments.at(-1);
    const isWritten = newest?.state === 'open' && this.#watch.hasChanged(newest);
    return isWritten || isRotated;
  }

  close(): Promise<void> {
    this.#writers?.leave();
    this.#subscriptions.close();
    this.#shelf.close();
    this.#watch.close();
    this.#catalogue.close();
    return Promise.resolve();
  }
}

/**
 * Opens the reading log of a folder, or an archive of one, for reading.
 * @throws {StoreError} LIFT_STORE_LOG_MISSING (recoverable) while no writer has created it
 */
export const openReadingLogReader = (options: ReadingLogReaderOptions): Promise<ReadingLogReader> => {
  const missing = (cause?: unknown) =>
    new StoreError(
      'LIFT_STORE_LOG_MISSING',
      `${options.dir} holds no reading log: start the broker first, or correct the folder`,
      {
        recoverable: true,
        cause,
      },
    );
  if (!existsSync(catalogueFile(options.dir))) return Promise.reject(missing());
  try {
    const reader = new SqliteReadingLogReader(options);
    if (reader.partitions > 0) return Promise.resolve(reader);
    return reader.close().then(() => Promise.reject(missing()));
  } catch (error) {
    return Promise.reject(missing(error));
  }
};
