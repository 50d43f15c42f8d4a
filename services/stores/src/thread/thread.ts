import { Worker, type Transferable } from 'node:worker_threads';
import { StoreError, type StoreErrorCode } from '../errors.ts';

export interface Question {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** What a thread answers: a value, or an error as plain data. */
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | {
      readonly id: number;
      readonly error: { readonly message: string; readonly code?: StoreErrorCode; readonly recoverable?: boolean };
    };

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

const failed = (message: string, cause?: unknown): StoreError =>
  new StoreError('LIFT_STORE_THREAD_FAILED', message, { recoverable: true, cause });

const errorOf = (error: Extract<Answer, { error: unknown }>['error']): StoreError =>
  error.code === undefined
    ? failed(error.message)
    : new StoreError(error.code, error.message, { recoverable: error.recoverable === true });

/** The file of a thread beside `moduleUrl`: source where sources run, built where the build runs. */
export const threadFile = (name: string, moduleUrl: string): URL =>
  new URL(`${name}.${moduleUrl.endsWith('.ts') ? 'ts' : 'js'}`, moduleUrl);

/**
 * A thread that owns a store's file, so that a sync of the disk keeps nobody else from working. Questions are answered
 * one after the other, in the order they were asked. A thread that dies rejects what waits, and whatever is asked after.
 */
export class StoreThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #died: StoreError | undefined;

  constructor(file: URL, options: unknown) {
    this.#worker = new Worker(file, { workerData: options });
    this.#worker.on('message', (answer: Answer) => this.#answered(answer));
    this.#worker.on('error', (error: unknown) =>
      this.#die(failed(`the thread of a store failed: ${String(error)}`, error)),
    );
    this.#worker.on('exit', (code) => this.#die(failed(`the thread of a store ended with ${code}`)));
  }

  get isDead(): boolean {
    return this.#died !== undefined;
  }

  ask(method: string, args: readonly unknown[], transfer: readonly Transferable[] = []): Promise<unknown> {
    if (this.#died) return Promise.reject(this.#died);
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, method, args } satisfies Question, transfer);
    });
  }

  /** Ends the thread; ask it to close its file first. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #answered(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('error' in answer) waiting?.reject(errorOf(answer.error));
    else waiting?.resolve(answer.value);
  }

  #die(error: StoreError): void {
    this.#died ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#died);
    this.#waiting.clear();
  }
}
