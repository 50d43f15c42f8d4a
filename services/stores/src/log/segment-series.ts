import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Synchronous } from '../sqlite/file.ts';
import {
  listSegments,
  openCatalogueForWriting,
  partitionsOfStore,
  putSegment,
  rotateInCatalogue,
  segmentFile,
  type Segment,
} from './catalogue.ts';
import type { SegmentFile, SegmentFiles } from './segment-file.ts';
import { OpenSegment, type EntryRow, type LastEntry } from './segment.ts';

export interface SegmentSeriesOptions {
  readonly dir: string;
  readonly partitions: number;
  readonly segmentBytes: number;
  readonly segmentMs: number;
  readonly synchronous: Synchronous;
  readonly files: SegmentFiles;
}

/** The row of segments with the one being written at its end; hands out positions. */
export class SegmentSeries {
  readonly catalogue: DatabaseSync;
  readonly partitions: number;
  readonly #options: SegmentSeriesOptions;
  readonly #heads: number[] = [];
  #current: Segment;
  #file: SegmentFile | undefined;
  #bytes: number;
  #firstReceivedAtMs: number;
  /** An append failed: whether it was stored is known only after its heads are read again. */
  #isUnsure = false;
  lastReceivedAtMs = 0;

  constructor(options: SegmentSeriesOptions) {
    this.#options = options;
    this.catalogue = openCatalogueForWriting(options.dir, options.partitions);
    this.partitions = partitionsOfStore(this.catalogue) ?? options.partitions;
    const segments = listSegments(this.catalogue);
    this.lastReceivedAtMs = Math.max(0, ...segments.map((segment) => segment.lastReceivedAtMs));
    this.#current = segments.at(-1) ?? this.#create();
    const file = new OpenSegment(segmentFile(options.dir, this.#current.id), options.synchronous);
    for (let p = 0; p < this.partitions; p++) this.#tookHead(p, file.last(p));
    this.#bytes = file.bytes();
    this.#firstReceivedAtMs = file.firstReceivedAtMs();
    file.close();
  }

  #create(): Segment {
    const first: Segment = {
      id: 1,
      state: 'open',
      first: Array.from({ length: this.partitions }, () => 1),
      last: [],
      firstReceivedAtMs: 0,
      lastReceivedAtMs: 0,
      bytes: 0,
    };
    putSegment(this.catalogue, first);
    return first;
  }

  #tookHead(partition: number, last: LastEntry | undefined): void {
    this.#heads[partition] = last?.position ?? (this.#current.first[partition] as number) - 1;
    this.lastReceivedAtMs = Math.max(this.lastReceivedAtMs, last?.receivedAtMs ?? 0);
  }

  /** Opens the current segment anew after a failed append: a connection that met an IO error is not trusted again. */
  async #open(): Promise<SegmentFile> {
    this.#file ??= await this.#options.files.open(segmentFile(this.#options.dir, this.#current.id));
    return this.#file;
  }

  /**
   * Before positions are asked for. A thread that died between its commit and its answer has stored what its asker holds
   * for lost: those rows keep their positions, what is appended again comes after them and is dropped as heard before.
   */
  async settle(): Promise<void> {
    if (!this.#isUnsure) return;
    const file = await this.#open();
    for (let p = 0; p < this.partitions; p++) this.#tookHead(p, await file.last(p));
    this.#bytes = await file.bytes();
    this.#isUnsure = false;
  }

  /** Newest position of each partition. */
  get heads(): readonly number[] {
    return this.#heads;
  }

  nextPosition(partition: number): number {
    return (this.#heads[partition] as number) + 1;
  }

  async limitPages(pages: number): Promise<void> {
    await (await this.#open()).limitPages(pages);
  }

  /**
   * Commits the rows; true when a segment was closed before. One call at a time: the positions of the rows are those that
   * come next. After an error {@link settle} first.
   */
  async append(rows: readonly EntryRow[], latestMs: number): Promise<boolean> {
    const rotated = this.#isDue(latestMs);
    try {
      if (rotated) await this.#rotate();
      await (await this.#open()).append(rows);
    } catch (error) {
      this.#isUnsure = true;
      // A thread that died has nothing left to close; the error that counts is the first one.
      await this.#discard().catch(() => undefined);
      throw error;
    }
    for (const row of rows) {
      this.#heads[row.partition] = row.position;
      this.#bytes += row.records.length;
    }
    if (this.#firstReceivedAtMs === 0) this.#firstReceivedAtMs = latestMs;
    this.lastReceivedAtMs = Math.max(this.lastReceivedAtMs, latestMs);
    return rotated;
  }

  #isDue(latestMs: number): boolean {
    if (this.#firstReceivedAtMs === 0) return false;
    return this.#bytes >= this.#options.segmentBytes || latestMs - this.#firstReceivedAtMs >= this.#options.segmentMs;
  }

  async #rotate(): Promise<void> {
    const { files } = this.#options;
    const bytes = await (await this.#open()).bytes();
    await this.#discard();
    const closed: Segment = {
      ...this.#current,
      state: 'closed',
      last: [...this.#heads],
      firstReceivedAtMs: this.#firstReceivedAtMs,
      lastReceivedAtMs: this.lastReceivedAtMs,
      bytes,
    };
    const opened: Segment = {
      ...closed,
      id: closed.id + 1,
      state: 'open',
      first: this.#heads.map((head) => head + 1),
      last: [],
      bytes: 0,
    };
    // A file of this number can only be left over from a crash between its creation and the catalogue's commit.
    const path = segmentFile(this.#options.dir, opened.id);
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
    const file = await files.open(path);
    try {
      rotateInCatalogue(this.catalogue, closed, opened);
    } catch (error) {
      await file.close();
      throw error;
    }
    this.#current = opened;
    this.#file = file;
    this.#bytes = 0;
    this.#firstReceivedAtMs = 0;
  }

  async #discard(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async close(): Promise<void> {
    await this.#discard();
    await this.#options.files.close();
    this.catalogue.close();
  }
}
