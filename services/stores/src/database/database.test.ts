import { sql } from 'kysely';
import { expect, test } from 'vitest';
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
