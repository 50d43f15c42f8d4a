import type { LogEntry, LogRecord } from './record.ts';

/** Records kept per partition: some hundred ms of a busy city. A reader that is further behind reads the file. */
const KEPT_RECORDS = 1_024;

/**
 * The newest committed entries of one log, in memory, for readers in the writer's own process: they need not read and
 * decode from the file what this process has just written. Holds nothing that is not in the log.
 */
export class LogTail {
  readonly #partitions = new Map<number, { entries: LogEntry[]; records: number }>();

  /** After the commit that made it durable; positions of a partition rise by one. */
  add(partition: number, position: number, records: readonly LogRecord[]): void {
    let kept = this.#partitions.get(partition);
    if (!kept) this.#partitions.set(partition, (kept = { entries: [], records: 0 }));
    kept.entries.push({ partition, position, records });
    kept.records += records.length;
    if (kept.records > 2 * KEPT_RECORDS) this.#trim(kept);
  }

  /** Entries after a position, at most `limit`; undefined when the next one is not here: read the file. */
  after(partition: number, position: number, limit: number): readonly LogEntry[] | undefined {
    const entries = this.#partitions.get(partition)?.entries;
    const first = entries?.[0];
    if (!entries || !first) return undefined;
    const from = position + 1 - first.position;
    return from >= 0 && from < entries.length ? entries.slice(from, from + limit) : undefined;
  }

  /** Rarely, half at a time: shifting one by one would move the array at each commit. */
  #trim(kept: { entries: LogEntry[]; records: number }): void {
    let drop = 0;
    while (kept.records > KEPT_RECORDS && drop < kept.entries.length - 1)
      kept.records -= kept.entries[drop++]?.records.length ?? 0;
    kept.entries.splice(0, drop);
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
