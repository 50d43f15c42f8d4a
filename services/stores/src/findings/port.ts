import type { Finding, UnixMs } from '@liftwatch/schemas';

export interface FindingLine {
  /** Rises with every line of the store, from 1; gaps are allowed. */
  readonly position: number;
  readonly partition: number;
  readonly finding: Finding;
}

/** The finding log: what the engine found, in the order it found it; read by dispatch. */
export interface FindingLog {
  /** Takes a partition and returns its new epoch; every older epoch is refused from then on. */
  claim(partition: number, engineId: string): Promise<number>;
  /**
   * Appends durably, in order. Idempotent: a line whose (findingId, revision) is already there is skipped.
   * @throws {StoreError} LIFT_STORE_EPOCH_OLD when a newer engine holds the partition
   */
  append(partition: number, epoch: number, lines: readonly Finding[]): Promise<void>;
  /**
   * Deletes the oldest lines that were received before `beforeMs`, in order and at most `most`; the newest line of all
   * stays. Returns how many. Only for who has claimed a partition.
   */
  forget(beforeMs: UnixMs, most: number): Promise<number>;
  read(afterPosition: number, limit: number): Promise<readonly FindingLine[]>;
  head(): Promise<number>;
  onAppended(wake: () => void): () => void;
  close(): Promise<void>;
}
