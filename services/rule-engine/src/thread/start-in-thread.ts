import { join, resolve } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { announceWrites, AskedThread, feedTail, servePort, ThreadError, type TimeSeries } from '@liftwatch/stores';
import type { EngineConfig } from '../config.ts';
import { EngineError, engineErrorCodes, type EngineErrorCode } from '../errors.ts';
import type { EngineStats } from '../stats.ts';
import type { EngineThreadData, ThreadLog } from './thread-data.ts';

export interface EngineThreadDeps {
  /**
   * A time series that only this thread may write, as the embedded one; absent: the engine opens what its configuration
   * names.
   */
  readonly series?: TimeSeries | undefined;
  readonly log: ThreadLog;
  /** Told once when the engine's thread has ended by itself: nobody judges any more. */
  readonly onDied: (error: Error) => void;
}

/** A rule engine in a thread of its own. */
export interface EngineThread {
  readonly httpPort: number;
  stats(): Promise<EngineStats>;
  /** As {@link RuleEngine.idle}. @throws {EngineError} LIFT_ENGINE_TIMEOUT */
  idle(timeoutMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** The rim has decorators, which Node runs only when built. */
const THREAD_FILE = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/thread/engine-thread.js' : './engine-thread.js',
  import.meta.url,
);

const isEngineCode = (code: string): code is EngineErrorCode => (engineErrorCodes as readonly string[]).includes(code);

const withOwnErrors = async <T>(answer: Promise<unknown>): Promise<T> => {
  try {
    return (await answer) as T;
  } catch (error) {
    if (!(error instanceof ThreadError) || !isEngineCode(error.code)) throw error;
    throw new EngineError(error.code, error.message, { cause: error });
  }
};

/**
 * Starts the rule engine in a thread of its own, beside the writer of its reading log, which must be open in this
 * thread: judging, and what the runtime does to keep tens of thousands of lifts in memory, keep no terminal waiting for
 * its PUBACK. Readings reach it as the bytes that were committed; readers of the finding log here are woken by each of
 * its appends. Everything else is as with {@link startRuleEngine} in a process of its own, over the same files.
 * @throws {EngineError}, {StoreError} as the start there
 */
export const startEngineInThread = async (config: EngineConfig, deps: EngineThreadDeps): Promise<EngineThread> => {
  const dir = config.LIFTWATCH_ENGINE_DATA_DIR;
  const tail = feedTail(join(dir, 'log'));
  const found = new MessageChannel();
  const series = deps.series && new MessageChannel();
  if (deps.series && series) {
    const { series: store } = deps;
    servePort(series.port1, { prepare: () => store.prepare(), write: (lines: Uint8Array) => store.write(lines) });
  }
  const announcer = announceWrites(resolve(dir, 'findings.db'));
  found.port1.on('message', () => announcer.announce());
  const release = (): void => {
    announcer.leave();
    found.port1.close();
    series?.port1.close();
  };
  const data: EngineThreadData = {
    ...{ config, tail, log: deps.log },
    ...{ findingsPort: found.port2, seriesPort: series?.port2 },
  };
  const thread = new AskedThread(THREAD_FILE, {
    data,
    transfer: [tail.port, found.port2, ...(series ? [series.port2] : [])],
    name: 'the thread of the rule engine',
    onDied: (error) => {
      release();
      deps.onDied(error);
    },
  });
  try {
    const httpPort = await withOwnErrors<number>(thread.ask('start', []));
    return {
      httpPort,
      stats: () => withOwnErrors(thread.ask('stats', [])),
      idle: (timeoutMs = 60_000) => withOwnErrors(thread.ask('idle', [timeoutMs])),
      async close() {
        await withOwnErrors(thread.ask('close', []));
        await thread.end();
        release();
      },
    };
  } catch (error) {
    await thread.end();
    release();
    throw error;
  }
};
