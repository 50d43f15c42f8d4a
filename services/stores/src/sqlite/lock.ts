import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../errors.ts';
import { SQLITE_BUSY, sqliteErrcode } from './file.ts';

export interface WriterLock {
  release(): void;
}

const holderOf = (path: string): string => {
  try {
    return readFileSync(`${path}.holder`, 'utf8').trim();
  } catch (cause) {
    return `an unknown process (${cause instanceof Error ? cause.message : 'no holder file'})`;
  }
};

/** For the next one's message only: on a full disk the lock holds without it. */
const noteHolder = (path: string): void => {
  try {
    writeFileSync(`${path}.holder`, `process ${process.pid}\n`);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
};

const SQLITE_CANTOPEN = 14;

const openLock = (path: string): DatabaseSync => {
  try {
    return new DatabaseSync(path, { timeout: 0 });
  } catch (cause) {
    if (sqliteErrcode(cause) !== SQLITE_CANTOPEN) throw cause;
    throw new StoreError(
      'LIFT_STORE_FILE_UNWRITABLE',
      `${path} cannot be made: make its folder, or let this user write there`,
      { recoverable: false, cause },
    );
  }
};

/**
 * Holds the writing right of a store. The lock is an exclusive SQLite transaction on `path`, that is a file lock of the
 * kernel: it ends with the process however that dies, so there is no stale lock to clean up.
 * @throws {StoreError} LIFT_STORE_LOCKED when another writer, in this process or another, holds it;
 * LIFT_STORE_FILE_UNWRITABLE when it cannot be made
 */
export const holdWriterLock = (path: string): WriterLock => {
  const db = openLock(path);
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    db.close();
    if (sqliteErrcode(cause) !== SQLITE_BUSY) throw cause;
    throw new StoreError(
      'LIFT_STORE_LOCKED',
      `${path} is held by ${holderOf(path)}: stop that process, or give this one a data folder of its own`,
      { recoverable: true, cause },
    );
  }
  noteHolder(path);
  return { release: () => db.close() };
};
