import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from '@liftwatch/infra';
import { Kysely, sql } from 'kysely';
import { expect, test } from 'vitest';
import { WRITER_CHECKPOINT_PAGES } from '../src/database/checkpoints.ts';
import { sqliteDialect } from '../src/database/dialect.ts';
import { noSync } from '../src/database/wal-sync.ts';
import { openSqliteForWriting } from '../src/sqlite/file.ts';
import { openSqliteDatabase } from '../src/index.ts';
import { withFolder } from './folder.ts';

const COMMITS_COUNT = 250;
const ROW_BYTES = 4_000;
/** A thread's start on a busy machine. */
const PATIENCE_MS = 60_000;

interface Tables {
  row: { id: number; text: string };
}

const fill = async (db: Kysely<Tables>): Promise<void> => {
  await sql`CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT NOT NULL)`.execute(db);
  for (let id = 1; id <= COMMITS_COUNT; id += 1)
    await db
      .insertInto('row')
      .values({ id, text: 'x'.repeat(ROW_BYTES) })
      .execute();
};
const bytesOf = async (path: string): Promise<number> => (await stat(path)).size;
/** Far less than the writer waits for. */
const MOST_BYTES = (COMMITS_COUNT * ROW_BYTES) / 2;

test(
  'what is in the log comes into the file while the database is open, though the writer does not stop for it',
  { timeout: 2 * PATIENCE_MS },
  withFolder(async (dir) => {
    const path = join(dir, 'app.db');
    const db = openSqliteDatabase<Tables>(path);
    await fill(db);
    await waitUntil('the file to grow', async () => (await bytesOf(path)) > MOST_BYTES, PATIENCE_MS);
    await db.insertInto('row').values({ id: 0, text: 'after' }).execute();
    await db.destroy();
    const again = openSqliteDatabase<Tables>(path);
    expect(await again.selectFrom('row').select('id').execute()).toHaveLength(COMMITS_COUNT + 1);
    await again.destroy();
  }),
);

test(
  'control: without that thread the file does not grow',
  withFolder(async (dir) => {
    const path = join(dir, 'app.db');
    const file = openSqliteForWriting(path, 'normal');
    file.exec(`PRAGMA wal_autocheckpoint = ${WRITER_CHECKPOINT_PAGES}`);
    const db = new Kysely<Tables>({ dialect: sqliteDialect(file, noSync) });
    await fill(db);
    expect(await bytesOf(path)).toBeLessThan(MOST_BYTES);
    await db.destroy();
  }),
);
