import type { Transferable } from 'node:worker_threads';
import { StoreError, storeErrorCodes, type StoreErrorCode } from '../errors.ts';

export interface Question {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** An error on its way between threads, as plain data. */
export interface PlainError {
  readonly message: string;
  readonly code?: string;
  readonly recoverable?: boolean;
}

/** What a question is answered with: a value, or an error. */
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: PlainError };

/** The half of a port, or of a worker, that questions go through. */
export interface Sender {
  postMessage(message: unknown, transfer?: readonly Transferable[]): void;
}

/** An error of another thread that has a code which is not a store's: whoever knows the code makes its own of it. */
export class ThreadError extends Error {
  override readonly name = 'ThreadError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export const threadFailed = (message: string, cause?: unknown): StoreError =>
  new StoreError('LIFT_STORE_THREAD_FAILED', message, { recoverable: true, cause });

const isStoreCode = (code: string): code is StoreErrorCode => (storeErrorCodes as readonly string[]).includes(code);

const errorOf = ({ message, code, recoverable }: PlainError): Error => {
  if (code === undefined) return threadFailed(message);
  return isStoreCode(code)
    ? new StoreError(code, message, { recoverable: recoverable === true })
    : new ThreadError(code, message);
};

/** Questions to another thread and what waits for their answers. They are answered in the order they were asked. */
export class Asking {
  readonly #sender: Sender;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #ended: Error | undefined;

  constructor(sender: Sender) {
    this.#sender = sender;
  }

  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  /** @throws {StoreError} of the other side, or LIFT_STORE_THREAD_FAILED; {@link ThreadError} with a code of another kind */
  ask(method: string, args: readonly unknown[], transfer: readonly Transferable[] = []): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#sender.postMessage({ id, method, args } satisfies Question, transfer);
    });
  }

  answered(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('error' in answer) waiting?.reject(errorOf(answer.error));
    else waiting?.resolve(answer.value);
  }

  /** Nobody answers any more: rejects what waits, and whatever is asked after. */
  end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}
