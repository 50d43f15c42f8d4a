import { Kysely } from 'kysely';
import { openSqliteForReading, openSqliteForWriting } from '../sqlite/file.ts';
import { sqliteDialect } from './dialect.ts';
import { openCheckpoints, WRITER_CHECKPOINT_PAGES } from './checkpoints.ts';
import { noSync, openWalSync } from './wal-sync.ts';

/**
 * Opens a SQLite database as Kysely: WAL, foreign keys on, 5 s busy timeout. `:memory:` works. What a query or transaction resolves to is on the
 * disk, and so is all that it has seen; the sync is made beside this thread, one for all commits that wait for it, and so are checkpoints.
 * One connection: concurrent transactions queue. Gotcha: a query through the database itself (not `trx`) inside a
 * transaction waits for that transaction's end, that is for ever if the transaction awaits it. Booleans are bound as
 * 0 and 1 and read back as numbers; `destroy()` closes the file.
 * What is deleted or overwritten is overwritten in the file too: a number that was forgotten is in none of its free places.
 * Every query throws {StoreError} LIFT_STORE_SYNC_FAILED once the disk has refused a sync.
 */
export const openSqliteDatabase = <T>(path: string, options: { readonly readOnly?: boolean } = {}): Kysely<T> => {
  if (options.readOnly) return new Kysely<T>({ dialect: sqliteDialect(openSqliteForReading(path), noSync) });
  if (path === ':memory:') return new Kysely<T>({ dialect: sqliteDialect(openSqliteForWriting(path), noSync) });
  const db = openSqliteForWriting(path, 'normal');
  db.exec(`PRAGMA wal_autocheckpoint = ${WRITER_CHECKPOINT_PAGES}; PRAGMA secure_delete = ON`);
  return new Kysely<T>({ dialect: sqliteDialect(db, openWalSync(path), openCheckpoints(path)) });
};
