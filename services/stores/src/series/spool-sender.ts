import type { EngineStore, SpoolBatch } from '../engine/port.ts';
import { StoreError } from '../errors.ts';
import type { SeriesWriter, WriteOutcome } from './port.ts';

export interface SpoolSenderOptions {
  readonly store: EngineStore;
  readonly series: SeriesWriter;
  /** A pino-like logger. */
  readonly log?: {
    info(details: object, sentence: string): void;
    warn(details: object, sentence: string): void;
  };
  /** Points that the time series refused for good; they are dropped from the spool and counted. */
  readonly onRefused?: (outcome: WriteOutcome) => void;
  readonly onWritten?: (points: number) => void;
  /** Points per write; default 5,000. */
  readonly maxPoints?: number;
  /** How often an empty spool is looked at; default 200 ms. */
  readonly idleMs?: number;
  /** Wait after a failure: doubles from the first to the second; default 250 ms to 30 s. */
  readonly backOffMs?: readonly [number, number];
}

export interface SpoolSender {
  readonly sent: { readonly writtenPoints: number; readonly refusedPoints: number; readonly failuresInARow: number };
  /** Looks at the spool now, also out of a wait after a failure. */
  wake(): void;
  /** Ends after the write that is running. What is left stays in the spool. */
  close(): Promise<void>;
}

class Sender implements SpoolSender {
  readonly #options: SpoolSenderOptions;
  readonly #done: Promise<void>;
  #written = 0;
  #refused = 0;
  #failures = 0;
  #isClosing = false;
  #endWait: () => void = () => undefined;

  constructor(options: SpoolSenderOptions) {
    this.#options = options;
    this.#done = this.#run();
  }

  get sent() {
    return { writtenPoints: this.#written, refusedPoints: this.#refused, failuresInARow: this.#failures };
  }

  wake(): void {
    this.#endWait();
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#endWait();
    await this.#done;
  }

  async #run(): Promise<void> {
    while (!this.#isClosing) {
      try {
        const isEmpty = !(await this.#sendOnce());
        if (this.#failures > 0) this.#options.log?.info({ failures: this.#failures }, 'time series answers again');
        this.#failures = 0;
        if (isEmpty) await this.#wait(this.#options.idleMs ?? 200);
      } catch (error) {
        await this.#afterFailure(error);
      }
    }
  }

  /** False when there was nothing to send. A batch leaves the spool only after the store has answered for it. */
  async #sendOnce(): Promise<boolean> {
    const batches = await this.#options.store.peekSpool(this.#options.maxPoints ?? 5_000);
    if (batches.length === 0) return false;
    const outcome = await this.#options.series.write(linesOf(batches));
    await this.#options.store.dropSpool(batches.map(({ id }) => id));
    const points = batches.reduce((sum, { count }) => sum + count, 0);
    const refused = Math.min(outcome.refusedPoints, points);
    this.#written += points - refused;
    this.#refused += refused;
    this.#options.onWritten?.(points - refused);
    if (refused > 0) this.#options.onRefused?.(outcome);
    return true;
  }

  async #afterFailure(error: unknown): Promise<void> {
    const [firstMs, longestMs] = this.#options.backOffMs ?? [250, 30_000];
    const waitMs = Math.min(longestMs, firstMs * 2 ** Math.min(this.#failures, 20));
    this.#failures++;
    const code = error instanceof StoreError ? error.code : undefined;
    this.#options.log?.warn(
      { err: error, code, waitMs, failures: this.#failures },
      'time series does not take points, they wait in the spool',
    );
    await this.#wait(waitMs);
    if (code === 'LIFT_STORE_SERIES_MISCONFIGURED' && !this.#isClosing) await this.#prepareAgain();
  }

  /** A database that was dropped or never made is made; anything else stays a failure of the next write. */
  async #prepareAgain(): Promise<void> {
    try {
      await this.#options.series.prepare();
    } catch (error) {
      this.#options.log?.warn({ err: error }, 'time series could not be prepared');
    }
  }

  #wait(ms: number): Promise<void> {
    if (this.#isClosing) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#endWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

const LINE_BREAK = 0x0a;
const lineBreak = Uint8Array.of(LINE_BREAK);
const linesOf = (batches: readonly SpoolBatch[]): Uint8Array => {
  const [only] = batches;
  if (batches.length === 1 && only) return only.lines;
  return Buffer.concat(batches.flatMap(({ lines }) => (lines.at(-1) === LINE_BREAK ? [lines] : [lines, lineBreak])));
};

/**
 * Starts the loop that empties the spool into the time series: faults first, oldest first. Never loses: a batch leaves
 * the spool when the store has it or has refused it for good; failures wait with exponential back-off. Writing a batch
 * twice (a crash between write and drop) is writing it once.
 */
export const startSpoolSender = (options: SpoolSenderOptions): SpoolSender => new Sender(options);
