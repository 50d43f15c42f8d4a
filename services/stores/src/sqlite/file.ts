import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../errors.ts';

/**
 * `full`: a sync per commit. `normal`: the file stays whole, but a power cut may take back the last commits; only for
 * what is made again from the log. `off` is UNSAFE: for negative controls only.
 */
export type Synchronous = 'full' | 'normal' | 'off';

const pragma = { full: 'FULL', normal: 'NORMAL', off: 'OFF' } as const;

/** Opens a SQLite file for writing: WAL, foreign keys, 5 s busy timeout. `:memory:` has no WAL. */
export const openSqliteForWriting = (path: string, synchronous: Synchronous = 'full'): DatabaseSync => {
  const db = new DatabaseSync(path, { timeout: 5_000, enableForeignKeyConstraints: true });
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${pragma[synchronous]}`);
  return db;
};

export const openSqliteForReading = (path: string): DatabaseSync =>
  new DatabaseSync(path, { readOnly: true, timeout: 5_000 });

/** Runs `work` in one transaction; rolls back and rethrows on any error. Synchronous, so nothing interleaves. */
export const inTransaction = <T>(db: DatabaseSync, work: () => T): T => {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk makes SQLite roll back by itself; a second ROLLBACK would hide the real error.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
};

/** SQLite's primary result code of an error, 0 when it is not one of SQLite's. */
export const sqliteErrcode = (error: unknown): number =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0;

export const SQLITE_BUSY = 5;

/**
 * Brings the tables of a file to `version` with one script per version.
 * @throws {StoreError} LIFT_STORE_VERSION_NEWER when a newer liftwatch wrote the file
 */
export const ensureSchema = (db: DatabaseSync, name: string, scripts: readonly string[]): void => {
  const row = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (row.user_version > scripts.length)
    throw new StoreError(
      'LIFT_STORE_VERSION_NEWER',
      `${name} has layout ${row.user_version}, this liftwatch knows up to ${scripts.length}: run the newer liftwatch, or restore a backup of ${name}`,
      { recoverable: false },
    );
  for (let version = row.user_version; version < scripts.length; version++)
    inTransaction(db, () => {
      db.exec(scripts[version] as string);
      db.exec(`PRAGMA user_version = ${version + 1}`);
    });
};
