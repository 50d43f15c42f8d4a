import { Worker, type Transferable } from 'node:worker_threads';
import { Asking, threadFailed, ThreadError, type Answer } from './asking.ts';

/** The file of a thread beside `moduleUrl`: source where sources run, built where the build runs. */
export const threadFile = (name: string, moduleUrl: string): URL =>
  new URL(`${name}.${moduleUrl.endsWith('.ts') ? 'ts' : 'js'}`, moduleUrl);

export interface AskedThreadOptions {
  /** What the thread finds as its `workerData`. */
  readonly data?: unknown;
  /** Handed over with the data. */
  readonly transfer?: readonly Transferable[];
  /** Told once when the thread is gone without having been ended. */
  readonly onDied?: (error: Error) => void;
  /** For errors: `the thread of a store` */
  readonly name?: string;
  /** Makes an error with a code that is not a store's one of its own kind. */
  readonly ownError?: (error: ThreadError) => Error;
}

/**
 * A thread that is asked, e.g. one that owns a store's file, so that a sync of the disk keeps nobody else from working.
 * Questions are answered one after the other, in the order they were asked. A thread that dies rejects what waits, and
 * whatever is asked after.
 */
export class AskedThread {
  readonly #worker: Worker;
  readonly #asking: Asking;
  readonly #ownError: (error: ThreadError) => Error;
  #isEnding = false;

  constructor(file: URL, options: AskedThreadOptions = {}) {
    const { data, transfer = [], onDied, name = 'the thread of a store', ownError = (error) => error } = options;
    this.#ownError = ownError;
    this.#worker = new Worker(file, { workerData: data, transferList: [...transfer] });
    this.#asking = new Asking(this.#worker);
    const die = (message: string, cause?: unknown): void => {
      if (this.#asking.hasEnded) return;
      const error = threadFailed(message, cause);
      this.#asking.end(error);
      if (!this.#isEnding) onDied?.(error);
    };
    this.#worker.on('message', (answer: Answer) => this.#asking.answered(answer));
    this.#worker.on('error', (error: unknown) => die(`${name} failed: ${String(error)}`, error));
    this.#worker.on('exit', (code) => die(`${name} ended with ${code}`));
  }

  get isDead(): boolean {
    return this.#asking.hasEnded;
  }

  async ask(method: string, args: readonly unknown[], transfer: readonly Transferable[] = []): Promise<unknown> {
    try {
      return await this.#asking.ask(method, args, transfer);
    } catch (error) {
      throw error instanceof ThreadError ? this.#ownError(error) : error;
    }
  }

  /** Ends the thread; ask it to close its file first. */
  async end(): Promise<void> {
    this.#isEnding = true;
    await this.#worker.terminate();
  }
}
