/** One partition's newest committed entries, without gaps, up to `head`. */
interface Kept<E> {
  /** Position of the newest committed entry; undefined while nobody knows it. */
  head: number | undefined;
  entries: E[];
  /** Of the entries, as stored. */
  readonly sizes: number[];
  bytes: number;
}

const forget = (kept: Kept<unknown>, count: number): void => {
  if (count === 0) return;
  if (count === kept.entries.length) {
    kept.entries = [];
    kept.sizes.length = 0;
    kept.bytes = 0;
    return;
  }
  kept.entries.splice(0, count);
  for (const bytes of kept.sizes.splice(0, count)) kept.bytes -= bytes;
};

export interface LogTailOptions {
  /** Shared evenly between partitions; bytes as stored. */
  readonly keptBytes: number;
  /** Whether there is a reader in this thread: without one nothing is kept. */
  readonly isRead: () => boolean;
}

/**
 * The newest committed entries of one log, in memory, for readers in the writer's own process: they neither read from
 * the file what this process has just written, nor ask it whether there is more. Holds nothing that is not durable, and
 * knows of nothing that is not in the log. `E`: an entry as it is kept here.
 */
export class LogTail<E> {
  readonly #partitions: readonly Kept<E>[];
  readonly #partitionBytes: number;
  readonly #isRead: () => boolean;

  /** `heads`: the newest position of each partition, where it is known. */
  constructor(heads: readonly (number | undefined)[], { keptBytes, isRead }: LogTailOptions) {
    this.#partitions = heads.map((head) => ({ head, entries: [], sizes: [], bytes: 0 }));
    this.#partitionBytes = keptBytes / heads.length;
    this.#isRead = isRead;
  }

  /** Bytes kept, as stored. */
  get bytes(): number {
    return this.#partitions.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** After the commit that made it durable. `bytes`: its size as stored. */
  add(partition: number, position: number, { entry, bytes }: { readonly entry: E; readonly bytes: number }): void {
    const kept = this.#partitions[partition];
    if (!kept) return;
    const isRead = this.#isRead();
    if (position - 1 !== kept.head || !isRead) forget(kept, kept.entries.length);
    kept.head = position;
    if (!isRead) return;
    kept.entries.push(entry);
    kept.sizes.push(bytes);
    kept.bytes += bytes;
    if (kept.bytes > this.#partitionBytes) this.#trim(kept);
  }

  /** What was appended may be in the log, or not: until a partition's next entry its readers ask the file. */
  loseHeads(): void {
    for (const kept of this.#partitions) {
      forget(kept, kept.entries.length);
      kept.head = undefined;
    }
  }

  /** Position of the newest committed entry; undefined: ask the file. */
  head(partition: number): number | undefined {
    return this.#partitions[partition]?.head;
  }

  /**
   * Entries after a position, at most `limit`, none at the head; undefined when the next one is not here: read the file.
   * What the reader has behind it is let go, since one reader a partition is the rule: another that is further behind
   * reads the file.
   */
  after(partition: number, position: number, limit: number): readonly E[] | undefined {
    const kept = this.#partitions[partition];
    if (kept?.head === undefined) return undefined;
    const first = kept.head - kept.entries.length + 1;
    if (position + 1 < first) return undefined;
    forget(kept, Math.min(position + 1 - first, kept.entries.length));
    return kept.entries.slice(0, limit);
  }

  /** Rarely, half at a time: shifting one by one would move the arrays at each commit. */
  #trim(kept: Kept<E>): void {
    let { bytes } = kept;
    let count = 0;
    while (bytes > this.#partitionBytes / 2) bytes -= kept.sizes[count++] as number;
    forget(kept, count);
  }
}
