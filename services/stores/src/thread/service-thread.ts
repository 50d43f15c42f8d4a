import type { Transferable } from 'node:worker_threads';
import { AskedThread, type AskedThreadOptions } from './thread.ts';

/** A service in a thread of its own: it has been started, and is asked by method. */
export interface ServiceThread<Started> {
  /** What its `start` returned. */
  readonly started: Started;
  /** @throws {StoreError} LIFT_STORE_THREAD_FAILED once the thread is gone, and what the method throws */
  ask(method: string, args?: readonly unknown[]): Promise<unknown>;
  /** Lets it close what it has, then ends the thread, also where that failed. @throws what its `close` throws */
  close(): Promise<void>;
}

/** What a service is started with. */
export interface ServiceStart {
  /** The one argument of its `start`. */
  readonly data: unknown;
  readonly transfer?: readonly Transferable[];
  /** Told once when the thread is gone without having been closed. */
  readonly onDied?: (error: Error) => void;
  /** Gives back what this side holds for the thread; called once, whatever way the thread ends. */
  readonly release?: () => void;
}

/** A thread that loads its service, while this one does something else. */
export interface LoadingThread {
  /** Waits until it has loaded. One that cannot start is ended before its error is told. To be called once. */
  start<Started>(how: ServiceStart): Promise<ServiceThread<Started>>;
  /** Ends a thread that is not to be started after all. */
  end(): Promise<void>;
}

/** Begins the thread in `file`, which serves at least `start` and `close`. */
export const loadServiceThread = (
  file: URL,
  options: Pick<AskedThreadOptions, 'name' | 'ownError'> = {},
): LoadingThread => {
  let onGone: (error: Error) => void = () => undefined;
  const thread = new AskedThread(file, { ...options, onDied: (error) => onGone(error) });
  return {
    async start<Started>({ data, transfer, onDied, release }: ServiceStart) {
      let isReleased = false;
      const releaseOnce = (): void => {
        if (!isReleased) release?.();
        isReleased = true;
      };
      try {
        const started = (await thread.ask('start', [data], transfer)) as Started;
        onGone = (error) => {
          releaseOnce();
          onDied?.(error);
        };
        return {
          started,
          ask: (method, args = []) => thread.ask(method, args),
          async close() {
            try {
              await thread.ask('close', []);
            } finally {
              await thread.end();
              releaseOnce();
            }
          },
        };
      } catch (error) {
        await thread.end();
        releaseOnce();
        throw error;
      }
    },
    end: () => thread.end(),
  };
};
