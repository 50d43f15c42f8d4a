import { setTimeout as pause } from 'node:timers/promises';
import { StoreError, type EngineStore, type SpoolBatch, type TimeSeries } from '@liftwatch/stores';
import type { Logger } from 'pino';
import type { EngineStats } from '../stats.ts';

export interface SenderOptions {
  readonly batchPoints: number;
  readonly retryMaxMs: number;
  readonly stats: EngineStats;
  readonly logger: Logger;
}

const FIRST_RETRY_MS = 250;
const IDLE_POLL_MS = 1_000;

/**
 * Empties the spool into the time series, beside the judging and never in its way. A batch leaves the spool when the
 * series has it or has refused it for good; an unreachable series leaves it where it is.
 */
export class SpoolSender {
  readonly #store: EngineStore;
  readonly #series: TimeSeries;
  readonly #options: SenderOptions;
  readonly #stop = new AbortController();
  #wake: (() => void) | undefined;
  #prepared = false;
  #retryMs = FIRST_RETRY_MS;
  #running: Promise<void> = Promise.resolve();

  constructor(store: EngineStore, series: TimeSeries, options: SenderOptions) {
    this.#store = store;
    this.#series = series;
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** New points are in the spool. */
  wake(): void {
    this.#wake?.();
  }

  /** Ends after the write in flight. What is left stays in the spool. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#wake?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        const sent = await this.#sendOnce();
        this.#retryMs = FIRST_RETRY_MS;
        if (!sent) await this.#wait(IDLE_POLL_MS);
      } catch (error) {
        this.#failed(error);
        await this.#wait(this.#retryMs, true);
        this.#retryMs = Math.min(this.#retryMs * 2, this.#options.retryMaxMs);
      }
    }
  }

  async #sendOnce(): Promise<boolean> {
    const batches = await this.#store.peekSpool(this.#options.batchPoints);
    if (batches.length === 0) return false;
    if (!this.#prepared) {
      await this.#series.prepare();
      this.#prepared = true;
    }
    const outcome = await this.#series.write(batches.map((batch) => batch.lines.trimEnd()).join('\n'));
    await this.#store.dropSpool(batches.map((batch) => batch.id));
    this.#sent(batches, outcome.refusedPoints, outcome.reason);
    return true;
  }

  #sent(batches: readonly SpoolBatch[], refused: number, reason: string | undefined): void {
    const { stats, logger } = this.#options;
    const points = batches.reduce((sum, batch) => sum + batch.count, 0);
    stats.seriesPointsWritten += points - refused;
    stats.seriesPointsRefused += refused;
    if (refused > 0) logger.error({ refused, reason, points }, 'time series refused points for good');
  }

  #failed(error: unknown): void {
    const { stats, logger } = this.#options;
    stats.seriesWriteFailures++;
    // Preparing again mends a database that was dropped or a server that was replaced.
    this.#prepared = false;
    const code = error instanceof StoreError ? error.code : undefined;
    logger.warn({ err: error, code, retryMs: this.#retryMs, spooled: this.#store.spooled }, 'time series does not take points, they stay in the spool');
  }

  async #wait(forMs: number, deaf = false): Promise<void> {
    const timer = new AbortController();
    const stop = (): void => timer.abort();
    this.#stop.signal.addEventListener('abort', stop, { once: true });
    if (!deaf) this.#wake = stop;
    if (this.#stop.signal.aborted) stop();
    await pause(forMs, undefined, { signal: timer.signal }).catch(() => 'woken');
    this.#wake = undefined;
    this.#stop.signal.removeEventListener('abort', stop);
  }
}
