import { join } from 'node:path';
import { feedTail, lendSeries, loadServiceThread, type ThreadError, type TimeSeries } from '@liftwatch/stores';
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

const ownError = (error: ThreadError): Error =>
  isEngineCode(error.code) ? new EngineError(error.code, error.message, { cause: error }) : error;

/** A thread that loads the rule engine. */
export interface EngineLoading {
  /** Once: as {@link startEngineInThread}. */
  start(config: EngineConfig, deps: EngineThreadDeps): Promise<EngineThread>;
  /** Ends a thread that is not to be started after all. */
  end(): Promise<void>;
}

/**
 * Begins a thread that loads the rule engine, while this one does something else. It is started beside the writer of its
 * reading log, which must be open in this thread: judging, and what the runtime does to keep tens of thousands of lifts
 * in memory, keep no terminal waiting for its PUBACK. Readings reach it as the bytes that were committed. Everything else
 * is as with {@link startRuleEngine} in a process of its own, over the same files.
 */
export const loadEngineThread = (): EngineLoading => {
  const loading = loadServiceThread(THREAD_FILE, { name: 'the thread of the rule engine', ownError });
  return {
    async start(config, { series, log, onDied }) {
      const tail = feedTail(join(config.LIFTWATCH_ENGINE_DATA_DIR, 'log'));
      const loan = series && lendSeries(series);
      const data: EngineThreadData = { config, tail, seriesPort: loan?.port, log };
      const thread = await loading.start<number>({
        ...{ data, onDied },
        transfer: [tail.port, ...(loan ? [loan.port] : [])],
        release: () => loan?.close(),
      });
      return {
        httpPort: thread.started,
        stats: () => thread.ask('stats') as Promise<EngineStats>,
        idle: async (timeoutMs = 60_000) => void (await thread.ask('idle', [timeoutMs])),
        close: () => thread.close(),
      };
    },
    end: () => loading.end(),
  };
};

/**
 * Loads and starts the rule engine in a thread of its own.
 * @throws {EngineError}, {StoreError} as the start in a process of its own
 */
export const startEngineInThread = (config: EngineConfig, deps: EngineThreadDeps): Promise<EngineThread> =>
  loadEngineThread().start(config, deps);
