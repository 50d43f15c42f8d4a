import {
  StoreError,
  type LogBatch,
  type LogEntry,
  type LogRecord,
  type ReadingLogReader,
  type ReadingLogWriter,
} from '@liftwatch/stores';

/** A reading log in memory, for tests: can be stuck or failing. Not durable. */
export class MemoryLog implements ReadingLogWriter, Pick<ReadingLogReader, 'read' | 'firstPosition'> {
  readonly partitions: number;
  readonly entries: LogEntry[][];
  lastReceivedAtMs = 0;
  mode: 'good' | 'failing' | 'stuck' = 'good';
  attempts = 0;
  #stuck: (() => void)[] = [];

  constructor(partitions = 4) {
    this.partitions = partitions;
    this.entries = Array.from({ length: partitions }, () => []);
  }

  async append(batch: LogBatch): Promise<void> {
    this.attempts++;
    if (this.mode === 'stuck') await new Promise<void>((resolve) => this.#stuck.push(resolve));
    if (this.mode === 'failing')
      throw new StoreError('LIFT_STORE_LOG_UNWRITABLE', 'disk full in a test', { recoverable: true });
    for (const [partition, records] of batch) {
      const entries = this.entries[partition] as LogEntry[];
      entries.push({ partition, position: entries.length + 1, records: [...records] });
      this.lastReceivedAtMs = Math.max(this.lastReceivedAtMs, ...records.map((one) => one.receivedAtMs));
    }
  }

  release(): void {
    this.mode = 'good';
    for (const go of this.#stuck.splice(0)) go();
  }

  get records(): LogRecord[] {
    return this.entries.flat().flatMap((entry) => [...entry.records]);
  }

  of<T extends LogRecord['type']>(type: T): Extract<LogRecord, { type: T }>[] {
    return this.records.filter((one): one is Extract<LogRecord, { type: T }> => one.type === type);
  }

  read(partition: number, after: number, limit: number): Promise<readonly LogEntry[]> {
    return Promise.resolve((this.entries[partition] ?? []).slice(after, after + limit));
  }

  firstPosition(): Promise<number> {
    return Promise.resolve(1);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
