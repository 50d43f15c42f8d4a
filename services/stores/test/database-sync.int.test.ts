import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describeWithServer } from '@liftwatch/infra/testing';
import { Kysely, sql } from 'kysely';
import { expect, test } from 'vitest';
import { sqliteDialect } from '../src/database/dialect.ts';
import { openWalSync } from '../src/database/wal-sync.ts';
import { openSqliteForWriting } from '../src/sqlite/file.ts';
import { openSqliteDatabase } from '../src/index.ts';
import { withFolder } from './folder.ts';

const CHILD = fileURLToPath(new URL('children/commit.ts', import.meta.url));
const COUNT = 30;
/** A process under strace on a busy machine. */
const PATIENCE = { timeout: 180_000 };

interface Tables {
  row: { id: number };
}

describeWithServer('strace', 'the order of syncs and promises of a database', () => {
  const traced = async (dir: string, mode: string): Promise<readonly string[]> => {
    const trace = join(dir, 'trace');
    const node = [process.execPath, '--conditions=liftwatch-dev', '--disable-warning=ExperimentalWarning', CHILD];
    const strace = ['-f', '-o', trace, '-e', 'trace=fdatasync,fsync,write'];
    await promisify(execFile)('strace', [...strace, ...node, join(dir, 'app.db'), mode, String(COUNT)]);
    return (await readFile(trace, 'utf8')).split('\n');
  };
  /** Promises that no sync came before, since the row was asked for. */
  const unsyncedPromises = async (dir: string, mode: string): Promise<number> => {
    let isSynced = false;
    let [unsynced, promises] = [0, 0];
    for (const call of await traced(dir, mode)) {
      if (/\b(fdatasync|fsync)\(\d+\)\s+= 0|<\.\.\. (fdatasync|fsync) resumed>.*= 0/.test(call)) isSynced = true;
      if (/write\(1, "append \d+/.test(call)) isSynced = false;
      if (!/write\(1, "ack \d+/.test(call)) continue;
      promises += 1;
      if (!isSynced) unsynced += 1;
    }
    expect(promises).toBe(COUNT);
    return unsynced;
  };

  test(
    'a transaction resolves when it is on the disk',
    PATIENCE,
    withFolder(async (dir) => expect(await unsyncedPromises(dir, 'write')).toBe(0)),
  );

  test(
    'what is read is on the disk, though the one who wrote it has not been told so yet',
    PATIENCE,
    withFolder(async (dir) => expect(await unsyncedPromises(dir, 'read')).toBe(0)),
  );

  test.each(['unsynced', 'unsynced-read'])('control: without the sync neither holds (%s)', PATIENCE, (mode) =>
    withFolder(async (dir) => expect(await unsyncedPromises(dir, mode)).toBeGreaterThan(COUNT / 2))(),
  );
});

test('one sync serves all that was written before it, and none that was written while it ran', async () => {
  const ends: (() => void)[] = [];
  const file = { datasync: () => new Promise<void>((resolve) => ends.push(resolve)), close: () => Promise.resolve() };
  const sync = openWalSync('app.db', () => Promise.resolve(file));
  const done: string[] = [];
  const write = async (...names: readonly string[]): Promise<void> => {
    for (const _ of names) sync.wrote();
    await Promise.all(names.map((name) => sync.settled().then(() => done.push(name))));
  };
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const all = [write('a', 'b', 'c')];
  await turn();
  all.push(write('late'));
  await turn();
  expect([ends.length, done]).toEqual([1, []]);
  ends[0]?.();
  await turn();
  expect([ends.length, done]).toEqual([2, ['a', 'b', 'c']]);
  ends[1]?.();
  await Promise.all(all);
  expect(done).toEqual(['a', 'b', 'c', 'late']);
  await sync.settled();
  expect(ends).toHaveLength(2);
  await sync.close();
});

test(
  'a disk that refuses a sync ends every promise, and touches no transaction of another',
  withFolder(async (dir) => {
    const path = join(dir, 'app.db');
    const elsewhere = openWalSync(join(dir, 'no-such-folder', 'app.db'));
    const db = new Kysely<Tables>({ dialect: sqliteDialect(openSqliteForWriting(path, 'normal'), elsewhere) });
    const create = sql`CREATE TABLE row (id INTEGER PRIMARY KEY)`.execute(db);
    const insert = db.transaction().execute(async (trx) => {
      for (const id of [1, 2, 3]) await trx.insertInto('row').values({ id }).execute();
    });
    const failed = { code: 'LIFT_STORE_SYNC_FAILED', recoverable: false };
    await expect(create).rejects.toMatchObject(failed);
    await expect(insert).rejects.toMatchObject(failed);
    await expect(db.selectFrom('row').selectAll().execute()).rejects.toMatchObject(failed);
    await db.destroy();
    const again = openSqliteDatabase<Tables>(path);
    expect(await again.selectFrom('row').select('id').execute()).toHaveLength(3);
    await again.destroy();
  }),
);

test('a statement that stays ready knows the columns that came after it', async () => {
  const db = openSqliteDatabase<Tables>(':memory:');
  await sql`CREATE TABLE row (id INTEGER PRIMARY KEY)`.execute(db);
  await db.insertInto('row').values({ id: 1 }).execute();
  expect(await db.selectFrom('row').selectAll().execute()).toEqual([{ id: 1 }]);
  await sql`ALTER TABLE row ADD COLUMN name TEXT`.execute(db);
  expect(await db.selectFrom('row').selectAll().execute()).toEqual([{ id: 1, name: null }]);
  for (let length = 1; length < 400; length += 1)
    await db
      .selectFrom('row')
      .select('id')
      .where(
        'id',
        'in',
        Array.from({ length }, (_, i) => i + 1),
      )
      .execute();
  expect(await db.selectFrom('row').selectAll().execute()).toEqual([{ id: 1, name: null }]);
  await db.destroy();
});
