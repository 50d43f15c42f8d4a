import type { MessagePort } from 'node:worker_threads';
import type { DispatchConfig } from '../config.ts';

/** Where a thread's log lines go: a path, or a file descriptor. They are written one by one, in whole lines. */
export interface ThreadLog {
  readonly dest: string | number;
  readonly level: string;
}

/** What dispatch's thread begins with. */
export interface DispatchThreadData {
  readonly config: DispatchConfig;
  /** A time series that the starting thread writes; absent: the InfluxDB that `config` names, or none. */
  readonly seriesPort: MessagePort | undefined;
  readonly log: ThreadLog;
}
