import { contextEntry } from '@liftwatch/schemas';
import { migrateDatabase, openSqliteDatabase } from '@liftwatch/stores';
import { expect, test } from 'vitest';
import { queueContext, startContextPublisher } from '../src/context/context-outbox.ts';
import { dispatchMigrations } from '../src/database/migrations.ts';
import type { DispatchTables } from '../src/index.ts';

const decision = (id: string) =>
  contextEntry.parse({ type: 'operator-decision', liftId: 'L1', id, at: 1, decision: 'confirmed' });

test('context goes out in order, only what is acknowledged is marked, and a failed entry is sent again before the next', async () => {
  const database = openSqliteDatabase<DispatchTables>(':memory:');
  await migrateDatabase(database, dispatchMigrations);
  const sent: string[] = [];
  let isUp = false;
  const publish = (topic: string, payload: string): Promise<void> => {
    if (!isUp) return Promise.reject(new Error('no PUBACK'));
    sent.push(`${topic} ${(JSON.parse(payload) as { id: string }).id}`);
    return Promise.resolve();
  };
  const errors: unknown[] = [];
  const publisher = startContextPublisher({ database, publish, nowMs: () => 5, onError: (e) => errors.push(e) });
  for (const id of ['a', 'b', 'a']) await queueContext(database, decision(id), 2);
  await publisher.idle();
  expect(errors.length).toBeGreaterThan(0);
  isUp = true;
  await publisher.idle();
  await publisher.idle();
  await publisher.close();
  expect(sent).toEqual(['liftwatch/v1/context/L1 a', 'liftwatch/v1/context/L1 b']);
  const left = await database.selectFrom('context_outbox').select('id').where('published_at_ms', 'is', null).execute();
  expect(left).toEqual([]);
  await database.destroy();
});

test('control: a change that is rolled back leaves no context behind', async () => {
  const database = openSqliteDatabase<DispatchTables>(':memory:');
  await migrateDatabase(database, dispatchMigrations);
  const failing = database.transaction().execute(async (trx) => {
    await queueContext(trx, decision('a'), 2);
    throw new RangeError('the change failed');
  });
  await expect(failing).rejects.toThrow('the change failed');
  expect(await database.selectFrom('context_outbox').select('id').execute()).toEqual([]);
  await database.destroy();
});
