import { AskedThread, threadFile } from '../thread/thread.ts';

/** Brings the write-ahead log into the database file, off the thread that works. */
export interface Checkpoints {
  /** A commit has been written. */
  wrote(): void;
  close(): Promise<void>;
}

/** In the commits of whoever writes, as SQLite does by itself. */
export const ownCheckpoints: Checkpoints = { wrote: () => undefined, close: () => Promise.resolve() };

/** A commit of dispatch is some ten pages: the log stays at some megabytes. */
const COMMITS_COUNT = 200;

class ThreadCheckpoints implements Checkpoints {
  readonly #path: string;
  #thread: AskedThread | undefined;
  #commitsCount = 0;
  #running: Promise<unknown> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  wrote(): void {
    this.#commitsCount += 1;
    if (this.#commitsCount < COMMITS_COUNT || this.#running) return;
    this.#commitsCount = 0;
    // Begun when it is needed first: who opens a database for a moment has no thread for it.
    this.#thread ??= new AskedThread(threadFile('./checkpoint-thread', import.meta.url), {
      data: { path: this.#path },
    });
    // One that fails is made up for by the next, and by the writer itself where the log grows on.
    this.#running = this.#thread
      .ask('checkpoint', [])
      .catch(() => undefined)
      .finally(() => (this.#running = undefined));
  }

  async close(): Promise<void> {
    await this.#running;
    await this.#thread?.ask('close', []).catch(() => undefined);
    await this.#thread?.end();
  }
}

/** Pages after which the writer makes a checkpoint itself, where the thread has not: 32 MB. */
export const WRITER_CHECKPOINT_PAGES = 8_000;

/** Each some hundred commits, on a thread of its own, which syncs the file while nobody waits for it. */
export const openCheckpoints = (path: string): Checkpoints => new ThreadCheckpoints(path);
