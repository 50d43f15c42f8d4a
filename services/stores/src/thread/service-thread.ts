import { AskedThread, type AskedThreadOptions } from './thread.ts';

/** A service in a thread of its own: it has been started, and is asked by method. */
export interface ServiceThread<Started> {
  /** What its `start` returned. */
  readonly started: Started;
  /** @throws {StoreError} LIFT_STORE_THREAD_FAILED once the thread is gone, and what the method throws */
  ask(method: string, args?: readonly unknown[]): Promise<unknown>;
  /** Lets it close what it has, then ends the thread. */
  close(): Promise<void>;
}

export interface ServiceThreadOptions extends AskedThreadOptions {
  /** Gives back what this side holds for the thread; called once, whatever way the thread ends. */
  readonly release?: () => void;
}

/**
 * Starts the thread in `file`, which serves at least `start` and `close`. One that cannot start is ended before its
 * error is told.
 */
export const startServiceThread = async <Started>(
  file: URL,
  { release, onDied, ...options }: ServiceThreadOptions,
): Promise<ServiceThread<Started>> => {
  let isReleased = false;
  const releaseOnce = (): void => {
    if (!isReleased) release?.();
    isReleased = true;
  };
  const thread = new AskedThread(file, {
    ...options,
    onDied: (error) => {
      releaseOnce();
      onDied?.(error);
    },
  });
  try {
    const started = (await thread.ask('start', [])) as Started;
    return {
      started,
      ask: (method, args = []) => thread.ask(method, args),
      async close() {
        await thread.ask('close', []);
        await thread.end();
        releaseOnce();
      },
    };
  } catch (error) {
    await thread.end();
    releaseOnce();
    throw error;
  }
};
