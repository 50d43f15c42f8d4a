import { expect, test } from 'vitest';
import { ensureSchema, inTransaction, openSqliteForWriting } from './file.ts';

test('work that throws leaves nothing behind, and the next transaction runs', () => {
  const db = openSqliteForWriting(':memory:');
  ensureSchema(db, 'test', ['CREATE TABLE t (v INTEGER PRIMARY KEY) STRICT']);
  const insert = db.prepare('INSERT INTO t VALUES (?)');
  expect(() =>
    inTransaction(db, () => {
      insert.run(1);
      insert.run(1);
    }),
  ).toThrow(/UNIQUE/);
  inTransaction(db, () => insert.run(2));
  expect(db.prepare('SELECT v FROM t').all()).toEqual([{ v: 2 }]);
  db.close();
});

test('layouts are applied once, in order; a newer one is refused', () => {
  const db = openSqliteForWriting(':memory:');
  const scripts = ['CREATE TABLE a (v INTEGER) STRICT', 'ALTER TABLE a ADD COLUMN w INTEGER'];
  ensureSchema(db, 'test', scripts.slice(0, 1));
  ensureSchema(db, 'test', scripts);
  ensureSchema(db, 'test', scripts);
  expect(() => ensureSchema(db, 'test', scripts.slice(0, 1))).toThrow(
    expect.objectContaining({ code: 'LIFT_STORE_VERSION_NEWER' }),
  );
  db.close();
});
