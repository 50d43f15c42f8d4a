import { setTimeout as pause, setImmediate as breathe } from 'node:timers/promises';
import { StoreError, type EngineStore, type FindingLog, type LogEntry, type ReadingLogReader } from '@liftwatch/stores';
import type { Logger } from 'pino';
import type { EngineStats } from '../stats.ts';
import { newSlice, type Fold, type Slice } from './fold.ts';
import { firstReadable } from './first-readable.ts';
import { refuseOlderLog } from './older-log.ts';

export interface RunnerStores {
  readonly reader: ReadingLogReader;
  readonly findings: FindingLog;
  readonly engineStore: EngineStore;
}

export interface RunnerOptions<F extends Fold = Fold> {
  readonly engineId: string;
  readonly sliceEntries: number;
  readonly checkpointMs: number;
  readonly snapshotMs: number;
  readonly pollMs: number;
  readonly newFold: (partition: number) => F;
  readonly stats: EngineStats;
  readonly logger: Logger;
  /** A monotonic clock, ms. */
  readonly nowMs: () => number;
}

export type RunnerState = 'starting' | 'catching-up' | 'live' | 'superseded' | 'failing' | 'stopped';

/** Longest the event loop is kept before other work gets its turn. */
const SLICE_BUDGET_MS = 8;
const READ_AHEAD_ENTRIES = 512;
const SNAPSHOTS_MOST = 2_000;
const SNAPSHOTS_LEAST = 16;
/** Above 1, so that a backlog of changed lifts grows shorter. */
const SNAPSHOT_PACE = 1.5;
const FIRST_RESTART_MS = 100;
const LAST_RESTART_MS = 15_000;

const isSuperseded = (error: unknown): boolean => error instanceof StoreError && error.code === 'LIFT_STORE_EPOCH_OLD';

/**
 * Runs one partition: reads the log after the checkpoint, judges it slice by slice, appends the findings of a slice at
 * once and then, every so often, makes points, checkpoint and snapshots durable together. Findings always go first, so
 * that a crash in between gives the same lines again, which the finding log skips. Stops when a newer engine holds the
 * partition; after any other failure it begins again from its checkpoint.
 */
export class PartitionRunner<F extends Fold = Fold> {
  readonly partition: number;
  state: RunnerState = 'starting';
  position = 0;
  head = 0;
  fold: F;
  readonly #stores: RunnerStores;
  readonly #options: RunnerOptions<F>;
  readonly #stop = new AbortController();
  #epoch = 0;
  #slice: Slice = newSlice();
  #committedPosition = 0;
  #committedAtMs = 0;
  #breathedAtMs = 0;
  #wake: (() => void) | undefined;
  /** Everything was read, and nothing was appended since. */
  #isAtHead = false;
  #timer: NodeJS.Timeout | undefined;
  #timerDueMs = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(partition: number, stores: RunnerStores, options: RunnerOptions<F>) {
    this.partition = partition;
    this.#stores = stores;
    this.#options = options;
    this.fold = options.newFold(partition);
  }

  get isCaughtUp(): boolean {
    return this.state === 'live' && this.position >= this.head && this.#committedPosition >= this.position;
  }

  start(): void {
    const unhook = this.#stores.reader.onAppended(() => this.#notify());
    this.#running = this.#supervise().finally(() => {
      unhook();
      clearTimeout(this.#timer);
    });
  }

  /** Ends after the slice in hand; what was judged is checkpointed, unless a newer engine holds the partition. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#notify();
    await this.#running;
  }

  async #supervise(): Promise<void> {
    let restartMs = FIRST_RESTART_MS;
    while (!this.#stop.signal.aborted) {
      const from = this.#committedPosition;
      try {
        await this.#run();
        this.state = 'stopped';
        return;
      } catch (error) {
        if (isSuperseded(error)) return this.#superseded();
        if (this.#committedPosition > from) restartMs = FIRST_RESTART_MS;
        await this.#failed(error, restartMs);
        restartMs = Math.min(restartMs * 2, LAST_RESTART_MS);
      }
    }
    this.state = 'stopped';
  }

  #superseded(): void {
    this.state = 'superseded';
    this.#options.logger.warn(
      { partition: this.partition, epoch: this.#epoch },
      'a newer engine holds the partition, it is let go',
    );
  }

  async #failed(error: unknown, restartMs: number): Promise<void> {
    const { stats, logger } = this.#options;
    this.state = 'failing';
    stats.partitionRestarts++;
    const { partition, position } = this;
    logger.error(
      { err: error, partition, position, restartMs },
      'partition failed, it begins again from its checkpoint',
    );
    await pause(restartMs, undefined, { signal: this.#stop.signal }).catch(() => 'stopping');
  }

  async #run(): Promise<void> {
    await this.#begin();
    let ahead: readonly LogEntry[] = [];
    while (!this.#stop.signal.aborted) {
      if (ahead.length === 0 && !this.#isAtHead) ahead = await this.#read();
      if (ahead.length === 0) {
        await this.#rest();
        continue;
      }
      const judged = this.#judge(ahead);
      ahead = judged === ahead.length ? [] : ahead.slice(judged);
      if (this.#hasToTell) await this.#deliver();
      if (this.#checkpointDue()) await this.#checkpoint();
      else if (ahead.length > 0 || this.#breathDue()) await this.#breathe();
    }
    await this.#checkpoint();
  }

  /** What is read from memory never leaves this turn of the event loop: a backlog would keep the answers to others waiting. */
  #breathDue(): boolean {
    return this.#options.nowMs() - this.#breathedAtMs > SLICE_BUDGET_MS;
  }

  async #breathe(): Promise<void> {
    await breathe();
    this.#breathedAtMs = this.#options.nowMs();
  }

  async #begin(): Promise<void> {
    const { reader, findings, engineStore } = this.#stores;
    this.state = 'starting';
    this.#isAtHead = false;
    this.fold = this.#options.newFold(this.partition);
    this.#slice = newSlice();
    this.#epoch = await findings.claim(this.partition, this.#options.engineId);
    const resume = await engineStore.resume(this.partition);
    if (resume) this.fold.restore(resume);
    this.position = resume?.resumePosition ?? 0;
    this.#committedPosition = resume?.position ?? 0;
    this.#committedAtMs = this.#options.nowMs();
    this.head = await reader.head(this.partition);
    refuseOlderLog(this.partition, this.#committedPosition, this.head);
    this.state = 'catching-up';
  }

  async #read(): Promise<readonly LogEntry[]> {
    const { reader } = this.#stores;
    // An append during the read takes it back.
    this.#isAtHead = true;
    try {
      const entries = await reader.read(this.partition, this.position, READ_AHEAD_ENTRIES);
      if (entries.length === READ_AHEAD_ENTRIES) this.#isAtHead = false;
      this.head = Math.max(this.head, entries.at(-1)?.position ?? this.position);
      if (entries.length < READ_AHEAD_ENTRIES && this.state === 'catching-up') this.state = 'live';
      return entries;
    } catch (error) {
      if (!(error instanceof StoreError && error.code === 'LIFT_STORE_LOG_GONE')) throw error;
      const from = await firstReadable(reader, this.partition, this.position);
      this.#options.logger.error(
        { partition: this.partition, after: this.position, from },
        'entries before this are gone from the log, judged from the oldest there is',
      );
      this.position = from;
      this.#isAtHead = false;
      return reader.read(this.partition, from, READ_AHEAD_ENTRIES);
    }
  }

  /** Judges entries until the slice is full or its time is up; says how many. */
  #judge(entries: readonly LogEntry[]): number {
    const { nowMs, sliceEntries, stats } = this.#options;
    const startMs = nowMs();
    let judged = 0;
    for (const entry of entries) {
      this.fold.apply(entry, this.#slice);
      this.position = entry.position;
      judged++;
      if (judged >= sliceEntries || nowMs() - startMs > SLICE_BUDGET_MS) break;
    }
    stats.entries += judged;
    stats.judgingMs += nowMs() - startMs;
    return judged;
  }

  get #hasToTell(): boolean {
    return this.#slice.findings.length > 0 || this.#slice.failures.length > 0;
  }

  async #deliver(): Promise<void> {
    const { findings, failures } = this.#slice;
    for (const failure of failures.splice(0)) {
      this.#options.stats.ruleFailures++;
      this.#options.logger.error(
        { ...failure, partition: this.partition },
        'a rule failed for one lift and was set back there',
      );
    }
    if (findings.length === 0) return;
    await this.#stores.findings.append(this.partition, this.#epoch, findings);
    this.#options.stats.findings += findings.length;
    findings.length = 0;
  }

  #checkpointDue(): boolean {
    return this.#options.nowMs() - this.#committedAtMs >= this.#options.checkpointMs;
  }

  /**
   * Spreads saving all lifts over the snapshot time: lifts that changed together must not be saved together, or a
   * finding would wait behind the thousands of them.
   */
  #snapshotsNow(): number {
    const { nowMs, snapshotMs } = this.#options;
    const share = (nowMs() - this.#committedAtMs) / snapshotMs;
    return Math.min(SNAPSHOTS_MOST, Math.max(SNAPSHOTS_LEAST, Math.ceil(SNAPSHOT_PACE * share * this.fold.liftCount)));
  }

  async #checkpoint(): Promise<void> {
    // Before the former checkpoint is reached again nothing new is known, and an older position must not be written.
    if (this.position <= this.#committedPosition) return;
    const { nowMs, snapshotMs, stats } = this.#options;
    // An engine that has nothing to report learns here that another holds the partition.
    await this.#stores.findings.append(this.partition, this.#epoch, []);
    const { telemetry, fault } = this.#slice;
    const at = { position: this.position, changedBeforeMs: nowMs() - snapshotMs, atMost: this.#snapshotsNow() };
    const snapshots = this.fold.snapshots(at);
    await this.#stores.engineStore.commit({
      partition: this.partition,
      epoch: this.#epoch,
      position: this.position,
      resumePosition: this.fold.resumePosition(this.position),
      partitionState: this.fold.partitionState(this.position),
      snapshots,
      points: {
        ...(telemetry.count > 0 && { telemetry: { count: telemetry.count, lines: telemetry.bytes() } }),
        ...(fault.count > 0 && { fault: { count: fault.count, lines: fault.bytes() } }),
      },
    });
    stats.points += telemetry.count + fault.count;
    telemetry.clear();
    fault.clear();
    this.#committedPosition = this.position;
    this.#committedAtMs = nowMs();
    stats.checkpoints++;
    stats.snapshots += snapshots.length;
  }

  #notify(): void {
    this.#isAtHead = false;
    this.#wake?.();
  }

  /** At the head: checkpoints when due, then sleeps until woken. */
  async #rest(): Promise<void> {
    const unsaved = this.position > this.#committedPosition;
    const dueInMs = this.#committedAtMs + this.#options.checkpointMs - this.#options.nowMs();
    if (unsaved && dueInMs <= 0) return this.#checkpoint();
    await this.#sleep(unsaved ? dueInMs : this.#options.pollMs);
  }

  async #sleep(forMs: number): Promise<void> {
    if (!this.#isAtHead || this.#stop.signal.aborted) return;
    this.#wakeWithin(forMs);
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }

  /** What wakes it sooner leaves the timer: hundreds of appends a second would each begin and end one. */
  #wakeWithin(forMs: number): void {
    const dueMs = performance.now() + forMs;
    if (this.#timer && this.#timerDueMs <= dueMs) return;
    clearTimeout(this.#timer);
    this.#timerDueMs = dueMs;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#isAtHead = false;
      this.#wake?.();
    }, forMs);
  }
}
