import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { migrateDatabase, openSqliteDatabase, type Migration } from '../index.ts';

interface Tables {
  account: { id: number; balance: number; open: boolean | number };
}

const migrations: readonly Migration[] = [
  {
    name: 'accounts',
    up: async (trx) => {
      await sql`CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL, open INTEGER NOT NULL)`.execute(
        trx,
      );
    },
  },
];

test('concurrent transactions queue: no update is lost', async () => {
  const db = openSqliteDatabase<Tables>(':memory:');
  await migrateDatabase(db, migrations);
  await migrateDatabase(db, migrations);
  await db.insertInto('account').values({ id: 1, balance: 0, open: true }).execute();
  await Promise.all(
    Array.from({ length: 50 }, () =>
      db.transaction().execute(async (trx) => {
        const { balance } = await trx
          .selectFrom('account')
          .select('balance')
          .where('id', '=', 1)
          .executeTakeFirstOrThrow();
        await new Promise((resolve) => setImmediate(resolve));
        await trx
          .updateTable('account')
          .set({ balance: balance + 1 })
          .where('id', '=', 1)
          .execute();
      }),
    ),
  );
  expect(await db.selectFrom('account').selectAll().execute()).toEqual([{ id: 1, balance: 50, open: 1 }]);
  await db.destroy();
});

test('a failed transaction leaves nothing and the next one runs', async () => {
  const db = openSqliteDatabase<Tables>(':memory:');
  await migrateDatabase(db, migrations);
  const failing = db.transaction().execute(async (trx) => {
    await trx.insertInto('account').values({ id: 1, balance: 5, open: false }).execute();
    await trx.insertInto('account').values({ id: 1, balance: 6, open: false }).execute();
  });
  await expect(failing).rejects.toThrow(/UNIQUE/);
  const inserted = await db
    .insertInto('account')
    .values({ id: 2, balance: 1, open: true })
    .returning('id')
    .executeTakeFirst();
  expect(inserted).toEqual({ id: 2 });
  const result = await db.updateTable('account').set({ balance: 9 }).where('id', 'in', [1, 2]).executeTakeFirst();
  expect(result.numUpdatedRows).toBe(1n);
  await db.destroy();
});

test('a database of a newer liftwatch is refused', async () => {
  const db = openSqliteDatabase<Tables>(':memory:');
  await migrateDatabase(db, [...migrations, { name: 'later', up: async () => {} }]);
  await expect(migrateDatabase(db, migrations)).rejects.toMatchObject({ code: 'LIFT_STORE_VERSION_NEWER' });
  await db.destroy();
});

test('what was deleted or overwritten is in no free place of the file', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'stores-forgotten-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const db = openSqliteDatabase<{ message: { id: number; document: string } }>(join(dir, 'app.db'));
  await sql`CREATE TABLE message (id INTEGER PRIMARY KEY, document TEXT NOT NULL)`.execute(db);
  const number = (id: number): string => `1390000${String(id).padStart(4, '0')}`;
  for (let id = 1; id <= 200; id += 1)
    await db
      .insertInto('message')
      .values({ id, document: `${'x'.repeat((id * 97) % 6_000)}${number(id)}` })
      .execute();
  for (let id = 1; id <= 100; id += 1)
    await db.updateTable('message').set({ document: 'forgotten' }).where('id', '=', id).execute();
  await db.deleteFrom('message').where('id', '>', 100).execute();
  await db.destroy();
  const left = readdirSync(dir)
    .map((name) => readFileSync(join(dir, name), 'latin1'))
    .join('');
  expect(left).toContain('forgotten');
  expect(Array.from({ length: 200 }, (_, n) => number(n + 1)).filter((one) => left.includes(one))).toEqual([]);
});
