import { open } from 'node:fs/promises';
import { StoreError } from '../errors.ts';

/** Brings to the disk what commits have written. */
export interface WalSync {
  /** A commit has been written. */
  wrote(): void;
  /**
   * Resolves when everything written by now is on the disk; one sync serves all who wait.
   * @throws {StoreError} LIFT_STORE_SYNC_FAILED, from then on at every call
   */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Nothing to bring anywhere: a database in memory, or one that is only read. */
export const noSync: WalSync = {
  wrote: () => undefined,
  settled: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/** What is asked of a file. */
export interface SyncedFile {
  datasync(): Promise<void>;
  close(): Promise<void>;
}

class FileSync implements WalSync {
  readonly #path: string;
  readonly #open: (path: string) => Promise<SyncedFile>;
  #file: SyncedFile | undefined;
  #writtenCount = 0;
  #syncedCount = 0;
  #running: Promise<void> | undefined;
  #failed: StoreError | undefined;

  constructor(path: string, openFile: (path: string) => Promise<SyncedFile>) {
    this.#path = path;
    this.#open = openFile;
  }

  wrote(): void {
    this.#writtenCount += 1;
  }

  async settled(): Promise<void> {
    const upTo = this.#writtenCount;
    while (this.#syncedCount < upTo) {
      if (this.#failed) throw this.#failed;
      this.#running ??= this.#sync().finally(() => (this.#running = undefined));
      await this.#running;
    }
  }

  async close(): Promise<void> {
    await this.settled().catch(() => undefined);
    await this.#file?.close();
  }

  async #sync(): Promise<void> {
    let upTo: number;
    try {
      this.#file ??= await this.#open(this.#path);
      // What is written from here on may miss this sync.
      upTo = this.#writtenCount;
      await this.#file.datasync();
    } catch (cause) {
      // The kernel may have forgotten what it could not write, and would call the next sync good.
      this.#failed = new StoreError(
        'LIFT_STORE_SYNC_FAILED',
        `${this.#path} could not be brought to the disk (${cause instanceof Error ? cause.message : String(cause)}): look at the disk, then start again`,
        { recoverable: false, cause },
      );
      throw this.#failed;
    }
    this.#syncedCount = upTo;
  }
}

/**
 * For a SQLite database in WAL mode with `synchronous=NORMAL`, whose commits are written and not synced: the sync that `FULL` would make
 * within each commit, made beside the thread that works, for all commits at once that were written before it. The write-ahead log is one file in
 * order, so that a sync of it covers every commit before; checkpoints sync by themselves, and SQLite keeps no locks on that file that another
 * descriptor could lose.
 */
export const openWalSync = (
  databasePath: string,
  openFile: (path: string) => Promise<SyncedFile> = (path) => open(path, 'r+'),
): WalSync => new FileSync(`${databasePath}-wal`, openFile);
