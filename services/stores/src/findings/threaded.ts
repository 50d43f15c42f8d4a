import type { Finding, UnixMs } from '@liftwatch/schemas';
import { AskedThread, threadFile } from '../thread/thread.ts';
import type { FindingLine, FindingLog } from './port.ts';
import { openSqliteFindingLog, type SqliteFindingLogOptions } from './sqlite.ts';

/** Writes on a thread, which wakes readers in every thread; reads here. */
class ThreadedFindingLog implements FindingLog {
  readonly #thread: AskedThread;
  readonly #reader: FindingLog;
  #isClosed = false;

  constructor(thread: AskedThread, reader: FindingLog) {
    this.#thread = thread;
    this.#reader = reader;
  }

  async claim(partition: number, engineId: string): Promise<number> {
    return (await this.#thread.ask('claim', [partition, engineId])) as number;
  }

  async append(partition: number, epoch: number, lines: readonly Finding[]): Promise<void> {
    await this.#thread.ask('append', [partition, epoch, lines]);
  }

  async forget(beforeMs: UnixMs, most: number): Promise<number> {
    return (await this.#thread.ask('forget', [beforeMs, most])) as number;
  }

  read(afterPosition: number, limit: number): Promise<readonly FindingLine[]> {
    return this.#reader.read(afterPosition, limit);
  }

  head(): Promise<number> {
    return this.#reader.head();
  }

  onAppended(wake: () => void): () => void {
    return this.#reader.onAppended(wake);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#reader.close();
    await this.#thread.ask('close', []);
    await this.#thread.end();
  }
}

/**
 * The embedded finding log with its writing side on a thread of its own, so that judging goes on while it syncs.
 * @throws {StoreError} LIFT_STORE_VERSION_NEWER; from `claim` LIFT_STORE_LOCKED when another process or object writes
 */
export const openThreadedFindingLog = async (options: SqliteFindingLogOptions): Promise<FindingLog> => {
  const thread = new AskedThread(threadFile('./finding-thread', import.meta.url), { data: options });
  try {
    await thread.ask('open', []);
    return new ThreadedFindingLog(thread, await openSqliteFindingLog(options));
  } catch (error) {
    await thread.end();
    throw error;
  }
};
