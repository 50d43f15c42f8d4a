import type { MessagePort } from 'node:worker_threads';
import type { TailFeed } from '@liftwatch/stores';
import type { EngineConfig } from '../config.ts';

/** Where a thread's log lines go: a path, or a file descriptor. They are written one by one, in whole lines. */
export interface ThreadLog {
  readonly dest: string | number;
  readonly level: string;
}

/** What the engine's thread begins with. */
export interface EngineThreadData {
  readonly config: EngineConfig;
  readonly tail: TailFeed;
  /** A time series that the starting thread writes; absent: the one that `config` names. */
  readonly seriesPort: MessagePort | undefined;
  readonly log: ThreadLog;
}
