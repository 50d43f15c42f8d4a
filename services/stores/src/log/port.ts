import type { UnixMs } from '@liftwatch/schemas';
import type { LogEntry, LogRecord } from './record.ts';

/** What one group commit makes durable: at most one batch per partition. */
export type LogBatch = ReadonlyMap<number, readonly LogRecord[]>;

/** The writing side of the reading log. One writer per store, held by a lock. */
export interface ReadingLogWriter {
  /** Fixed per store when it is created. */
  readonly partitions: number;
  /** Greatest `receivedAtMs` in the store; 0 when empty. The writer's clock starts no earlier. */
  readonly lastReceivedAtMs: UnixMs;
  /**
   * Appends one entry per partition of the batch in one commit. Resolves only after a sync that covers it.
   * @throws {StoreError} LIFT_STORE_LOG_UNWRITABLE (recoverable): nothing of the batch is in the log; try the same batch again
   */
  append(batch: LogBatch): Promise<void>;
  close(): Promise<void>;
}

/** The reading side. Any number of readers, in any process, beside the writer. */
export interface ReadingLogReader {
  readonly partitions: number;
  /**
   * Entries of one partition after a position, in order, at most `limit`; fewer only where they reach the head. In the
   * writer's process they may come from memory, with what was decoded of them; never before their commit is durable.
   * @throws {StoreError} LIFT_STORE_LOG_GONE when entries after `afterPosition` were deleted by retention
   */
  read(partition: number, afterPosition: number, limit: number): Promise<readonly LogEntry[]>;
  /** Position of the newest entry; 0 when there is none. */
  head(partition: number): Promise<number>;
  /** Position of the oldest entry that is kept, or that will come; 1 until retention has deleted. */
  firstPosition(partition: number): Promise<number>;
  /** Calls back soon after new entries are committed (at once in the writer's process, else within `pollMs`). Returns stop. */
  onAppended(wake: () => void): () => void;
  close(): Promise<void>;
}
