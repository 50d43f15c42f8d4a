import type { LogRecord, ReadingLogWriter } from '@liftwatch/stores';

/** Who waits for a commit. `committed` must not throw. */
export interface Waiter {
  committed(bytes: number): void;
}

type Done = (error?: Error | null) => void;

interface Batch {
  readonly records: Map<number, LogRecord[]>;
  readonly dones: Done[];
  readonly waiters: (Waiter | undefined)[];
  readonly sizes: number[];
  recordCount: number;
}

export interface GroupCommitOptions {
  readonly lingerMs: number;
  readonly commitRecords: number;
  readonly retryMs: number;
  readonly monotonicMs: () => number;
  readonly onCommitted: (records: number, elapsedMs: number) => void;
  readonly onFailed: (error: unknown) => void;
  readonly onRecovered: () => void;
  /** UNSAFE `before-commit`: acknowledges what is not durable. For negative controls only. */
  readonly acknowledge?: 'after-commit' | 'before-commit';
}

/** No commit waits longer than this for company. */
const LINGER_MOST_MS = 20;
const COMMIT_SMOOTHING = 0.2;

const newBatch = (): Batch => ({ records: new Map(), dones: [], waiters: [], sizes: [], recordCount: 0 });

/** Collects what arrives, appends it in one commit, then answers everybody whose records it covers, in order. */
export class GroupCommit {
  readonly #log: ReadingLogWriter;
  readonly #options: GroupCommitOptions;
  #collecting = newBatch();
  #inFlight: Batch | undefined;
  #inFlightSinceMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #failures = 0;
  /** How long commits took lately, smoothed, ms. */
  #commitMs = 0;
  #isAbandoned = false;
  #idle: (() => void)[] = [];
  /** Bytes of payload that are not in the log yet. */
  pendingBytes = 0;

  constructor(log: ReadingLogWriter, options: GroupCommitOptions) {
    this.#log = log;
    this.#options = options;
  }

  get isFailing(): boolean {
    return this.#failures > 0;
  }

  /** How long the log has been busy with one batch, ms. */
  get busyMs(): number {
    return this.#inFlight ? this.#options.monotonicMs() - this.#inFlightSinceMs : 0;
  }

  /** Puts a record into the batch that is collecting. */
  add(partition: number, record: LogRecord): void {
    const batch = this.#collecting;
    const records = batch.records.get(partition);
    if (records) records.push(record);
    else batch.records.set(partition, [record]);
    batch.recordCount++;
    this.#schedule();
  }

  /** Answers when everything that was added so far is in the log. */
  whenCommitted(waiter: Waiter | undefined, bytes: number, done: Done): void {
    this.pendingBytes += bytes;
    const batch = this.#collecting;
    batch.dones.push(this.#options.acknowledge === 'before-commit' ? () => undefined : done);
    batch.waiters.push(waiter);
    batch.sizes.push(bytes);
    this.#schedule();
    // Not at once: aedes would parse on while it is still parsing.
    if (this.#options.acknowledge === 'before-commit') queueMicrotask(() => done(null));
  }

  #schedule(): void {
    if (this.#inFlight) return;
    if (this.#collecting.recordCount >= this.#options.commitRecords) this.#start();
    else this.#timer ??= setTimeout(() => this.#start(), this.#lingerMs());
  }

  /**
   * A commit costs a sync, whatever is in it, and while a slow disk syncs nobody is served. So the next commit waits
   * for more company the longer the last ones took: syncs take at most about a third of the time.
   */
  #lingerMs(): number {
    return Math.max(this.#options.lingerMs, Math.min(LINGER_MOST_MS, 2 * this.#commitMs));
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#inFlight || this.#isAbandoned) return;
    this.#inFlight = this.#collecting;
    this.#collecting = newBatch();
    this.#inFlightSinceMs = this.#options.monotonicMs();
    this.#append(this.#inFlight);
  }

  #append(batch: Batch): void {
    const startedMs = this.#options.monotonicMs();
    this.#log.append(batch.records).then(
      () => this.#committed(batch, this.#options.monotonicMs() - startedMs),
      (error: unknown) => this.#failed(batch, error),
    );
  }

  #committed(batch: Batch, elapsedMs: number): void {
    if (this.#failures > 0) this.#options.onRecovered();
    this.#failures = 0;
    this.#commitMs += COMMIT_SMOOTHING * (elapsedMs - this.#commitMs);
    this.#inFlight = undefined;
    // What is free is counted first: an answer lets its connection go on at once.
    for (let i = 0; i < batch.waiters.length; i++) {
      const bytes = batch.sizes[i] as number;
      this.pendingBytes -= bytes;
      batch.waiters[i]?.committed(bytes);
    }
    for (let i = 0; i < batch.dones.length; i++) (batch.dones[i] as Done)(null);
    this.#options.onCommitted(batch.recordCount, elapsedMs);
    if (this.#isEmpty(this.#collecting)) this.#settle();
    else this.#schedule();
  }

  /** Keeps the batch. Its ticks are taken out: a tick says that the log committed in its second, and it did not. */
  #failed(batch: Batch, error: unknown): void {
    this.#failures++;
    this.#options.onFailed(error);
    for (const [partition, records] of batch.records) {
      const kept = records.filter((record) => record.type !== 'tick');
      batch.recordCount -= records.length - kept.length;
      if (kept.length > 0) batch.records.set(partition, kept);
      else batch.records.delete(partition);
    }
    const waitMs = Math.min(this.#options.retryMs, 5 * 2 ** Math.min(this.#failures, 16));
    if (this.#isAbandoned) this.#settle();
    else this.#retryTimer = setTimeout(() => this.#append(batch), waitMs);
  }

  #isEmpty(batch: Batch): boolean {
    return batch.recordCount === 0 && batch.dones.length === 0;
  }

  #settle(): void {
    for (const idle of this.#idle.splice(0)) idle();
  }

  /** Commits what is there, at most `timeoutMs`; what is not committed by then stays unanswered, and is sent again. */
  async close(timeoutMs: number): Promise<void> {
    if (this.#inFlight || !this.#isEmpty(this.#collecting)) {
      const idle = new Promise<void>((resolve) => this.#idle.push(resolve));
      this.#start();
      const timer = setTimeout(() => this.#settle(), timeoutMs);
      await idle;
      clearTimeout(timer);
    }
    this.#isAbandoned = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#retryTimer);
  }
}
