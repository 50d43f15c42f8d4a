import { AskedThread, threadFile } from '../thread/thread.ts';
import type { EngineCommit, EngineResume, EngineStore, SpoolBatch } from './port.ts';
import type { SqliteEngineStoreOptions } from './sqlite.ts';

interface Answered {
  readonly value?: unknown;
  readonly spooled: EngineStore['spooled'];
}

class ThreadedEngineStore implements EngineStore {
  readonly #thread: AskedThread;
  #isClosed = false;
  spooled: EngineStore['spooled'] = { points: 0, bytes: 0, droppedTelemetryPoints: 0 };

  constructor(options: SqliteEngineStoreOptions) {
    this.#thread = new AskedThread(threadFile('./engine-thread', import.meta.url), { data: options });
  }

  async open(): Promise<this> {
    try {
      await this.#ask('open');
      return this;
    } catch (error) {
      await this.#thread.end();
      throw error;
    }
  }

  resume(partition: number): Promise<EngineResume | undefined> {
    return this.#ask('resume', partition) as Promise<EngineResume | undefined>;
  }

  async commit(commit: EngineCommit): Promise<void> {
    await this.#ask('commit', commit);
  }

  peekSpool(maxPoints: number): Promise<readonly SpoolBatch[]> {
    return this.#ask('peekSpool', maxPoints) as Promise<readonly SpoolBatch[]>;
  }

  async dropSpool(ids: readonly number[]): Promise<void> {
    if (ids.length > 0) await this.#ask('dropSpool', ids);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#thread.ask('close', []);
    await this.#thread.end();
  }

  async #ask(method: string, ...args: readonly unknown[]): Promise<unknown> {
    const answered = (await this.#thread.ask(method, args)) as Answered;
    this.spooled = answered.spooled;
    return answered.value;
  }
}

/**
 * The embedded engine store on a thread of its own: a checkpoint that moves the journal into the file may take a
 * hundred ms, in which no reading would be judged.
 * @throws {StoreError} LIFT_STORE_LOCKED, LIFT_STORE_VERSION_NEWER
 */
export const openThreadedEngineStore = (options: SqliteEngineStoreOptions): Promise<EngineStore> =>
  new ThreadedEngineStore(options).open();
