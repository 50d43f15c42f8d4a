import { Kysely } from 'kysely';
import { openSqliteForReading, openSqliteForWriting } from '../sqlite/file.ts';
import { sqliteDialect } from './dialect.ts';

/**
 * Opens a SQLite database as Kysely: WAL, a sync per commit, foreign keys on, 5 s busy timeout. `:memory:` works.
 * One connection: concurrent transactions queue. Gotcha: a query through the database itself (not `trx`) inside a
 * transaction waits for that transaction's end, that is for ever if the transaction awaits it. Booleans are bound as
 * 0 and 1 and read back as numbers; `destroy()` closes the file.
 */
export const openSqliteDatabase = <T>(path: string, options: { readonly readOnly?: boolean } = {}): Kysely<T> =>
  new Kysely<T>({ dialect: sqliteDialect(options.readOnly ? openSqliteForReading(path) : openSqliteForWriting(path)) });
