import type { LogEntry, LogRecord } from './record.ts';

/**
 * Unread records kept per partition: two seconds of a busy city. A reader that is further behind reads the file, which
 * costs it more than it costs one that keeps up, so that a short stall must not push it there.
 */
const KEPT_RECORDS = 8_192;

interface Kept {
  readonly entries: LogEntry[];
  records: number;
}

/**
 * The newest committed entries of one log, in memory, for readers in the writer's own process: they need not read and
 * decode from the file what this process has just written. Holds nothing that is not in the log.
 */
export class LogTail {
  readonly #partitions = new Map<number, Kept>();

  /**
   * After the commit that made it durable. Positions of a partition rise by one; where one is left out, which an append
   * may do whose answer was lost, the reader finds it in the file.
   */
  add(partition: number, position: number, records: readonly LogRecord[]): void {
    let kept = this.#partitions.get(partition);
    if (!kept) this.#partitions.set(partition, (kept = { entries: [], records: 0 }));
    const newest = kept.entries.at(-1);
    if (newest && position !== newest.position + 1) this.#drop(kept, kept.entries.length);
    kept.entries.push({ partition, position, records });
    kept.records += records.length;
    if (kept.records > 2 * KEPT_RECORDS) this.#trim(kept);
  }

  /**
   * Entries after a position, at most `limit`; undefined when the next one is not here: read the file. What the reader
   * has behind it is let go, since one reader a partition is the rule: another that is further behind reads the file.
   */
  after(partition: number, position: number, limit: number): readonly LogEntry[] | undefined {
    const kept = this.#partitions.get(partition);
    const first = kept?.entries[0];
    if (!kept || !first || position + 1 < first.position) return undefined;
    this.#drop(kept, Math.min(position + 1 - first.position, kept.entries.length));
    return kept.entries.length > 0 ? kept.entries.slice(0, limit) : undefined;
  }

  #drop(kept: Kept, count: number): void {
    if (count === 0) return;
    for (const entry of kept.entries.splice(0, count)) kept.records -= entry.records.length;
  }

  /** Rarely, half at a time: shifting one by one would move the array at each commit. */
  #trim(kept: Kept): void {
    let records = kept.records;
    let drop = 0;
    while (records > KEPT_RECORDS && drop < kept.entries.length - 1)
      records -= kept.entries[drop++]?.records.length ?? 0;
    this.#drop(kept, drop);
  }
}

const tails = new Map<string, LogTail>();

/** The tail of a writer in this process, by the log's real path. Gone when the writer closes. */
export const openTail = (path: string): { readonly tail: LogTail; close(): void } => {
  const tail = new LogTail();
  tails.set(path, tail);
  return { tail, close: () => void tails.delete(path) };
};

export const tailOf = (path: string): LogTail | undefined => tails.get(path);
