import { lendSeries, loadServiceThread, type SeriesWriter, type ThreadError } from '@liftwatch/stores';
import type { DispatchConfig } from '../config.ts';
import { DispatchError, dispatchErrorCodes, type DispatchErrorCode } from '../errors.ts';
import type { RunningDispatch } from '../start-dispatch.ts';
import type { DispatchThreadData, ThreadLog } from './thread-data.ts';

export interface DispatchThreadDeps {
  /**
   * A time series that only this thread may write, as the embedded one; absent: the InfluxDB that the configuration
   * names, or none.
   */
  readonly series?: SeriesWriter | undefined;
  readonly log: ThreadLog;
  /** Told once when dispatch's thread has ended by itself: nobody is told of anything any more. */
  readonly onDied: (error: Error) => void;
}

/** The rim has decorators, which Node runs only when built. */
const THREAD_FILE = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/thread/dispatch-thread.js' : './dispatch-thread.js',
  import.meta.url,
);

const isDispatchCode = (code: string): code is DispatchErrorCode =>
  (dispatchErrorCodes as readonly string[]).includes(code);

const ownError = (error: ThreadError): Error =>
  isDispatchCode(error.code)
    ? new DispatchError(error.code, error.message, { recoverable: false, cause: error })
    : error;

/** A thread that loads dispatch. */
export interface DispatchLoading {
  /** Once: as {@link startDispatchInThread}. */
  start(config: DispatchConfig, deps: DispatchThreadDeps): Promise<RunningDispatch>;
  /** Ends a thread that is not to be started after all. */
  end(): Promise<void>;
}

/**
 * Begins a thread that loads dispatch and rehearses, while this one does something else. Started in it, dispatch works
 * over the files that its configuration names: what it decides and writes down keeps no terminal waiting for its PUBACK,
 * and what the broker does keeps nobody waiting for a message. Everything else is as with {@link startDispatch} in a
 * process of its own.
 */
export const loadDispatchThread = (): DispatchLoading => {
  const loading = loadServiceThread(THREAD_FILE, { name: 'the thread of dispatch', ownError });
  return {
    async start(config, { series, log, onDied }) {
      const loan = series && lendSeries(series);
      const data: DispatchThreadData = { config, seriesPort: loan?.port, log };
      const thread = await loading.start<number>({
        ...{ data, onDied },
        transfer: loan ? [loan.port] : [],
        release: () => loan?.close(),
      });
      return {
        httpPort: thread.started,
        idle: async () => void (await thread.ask('idle')),
        close: () => thread.close(),
      };
    },
    end: () => loading.end(),
  };
};

/**
 * Loads and starts dispatch in a thread of its own.
 * @throws {DispatchError}, {StoreError} as the start in a process of its own
 */
export const startDispatchInThread = (config: DispatchConfig, deps: DispatchThreadDeps): Promise<RunningDispatch> =>
  loadDispatchThread().start(config, deps);
