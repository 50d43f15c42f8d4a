import { sql, type Kysely, type Transaction } from 'kysely';
import { StoreError } from '../errors.ts';

/** One step of a database's layout. Steps are never changed or reordered once released: append. */
export interface Migration {
  readonly name: string;
  readonly up: (trx: Transaction<unknown>) => Promise<void>;
}

/**
 * Brings a database to the newest layout, each step in a transaction of its own with its mark. Idempotent.
 * `schema_version` holds one row per step done: its number from 1 and its name.
 * @throws {StoreError} LIFT_STORE_VERSION_NEWER when a newer liftwatch has written it
 */
export const migrateDatabase = async <T>(database: Kysely<T>, migrations: readonly Migration[]): Promise<void> => {
  await sql`CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL)`.execute(
    database,
  );
  const { rows } = await sql<{ version: number | null }>`SELECT max(version) AS version FROM schema_version`.execute(
    database,
  );
  const done = Number(rows[0]?.version ?? 0);
  if (done > migrations.length)
    throw new StoreError(
      'LIFT_STORE_VERSION_NEWER',
      `the database has layout ${done}, this liftwatch knows up to ${migrations.length}: run the newer liftwatch, or restore a backup`,
      { recoverable: false },
    );
  for (let i = done; i < migrations.length; i++) await apply(database, migrations[i] as Migration, i + 1);
};

const apply = <T>(database: Kysely<T>, migration: Migration, version: number): Promise<void> =>
  database.transaction().execute(async (trx) => {
    await migration.up(trx as unknown as Transaction<unknown>);
    await sql`INSERT INTO schema_version (version, name) VALUES (${version}, ${migration.name})`.execute(trx);
  });
