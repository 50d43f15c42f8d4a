import { contextEntry } from '@liftwatch/schemas';
import { waitUntil } from '@liftwatch/infra';
import { migrateDatabase, openSqliteDatabase } from '@liftwatch/stores';
import { expect, test } from 'vitest';
import { queueContext, startContextPublisher } from '../src/context/context-outbox.ts';
import { tellAgain } from '../src/context/tell-again.ts';
import { dispatchMigrations } from '../src/database/migrations.ts';
import type { DispatchTables } from '../src/index.ts';

const decision = (id: string, liftId = 'L1') =>
  contextEntry.parse({ type: 'operator-decision', liftId, id, at: 1, decision: 'confirmed' });

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

test('lifts go side by side; the next entry of a lift waits for the one before it, also when that one failed', async () => {
  const database = openSqliteDatabase<DispatchTables>(':memory:');
  await migrateDatabase(database, dispatchMigrations);
  const began: string[] = [];
  const answers = new Map<string, PromiseWithResolvers<void>>();
  const publish = (_topic: string, payload: string): Promise<void> => {
    const { id } = JSON.parse(payload) as { id: string };
    began.push(id);
    const answer = Promise.withResolvers<void>();
    answers.set(id, answer);
    return answer.promise;
  };
  const errors: unknown[] = [];
  const publisher = startContextPublisher({ database, publish, nowMs: () => 5, onError: (e) => errors.push(e) });
  await queueContext(database, decision('a1', 'A'), 2);
  await queueContext(database, decision('b1', 'B'), 2);
  await queueContext(database, decision('a2', 'A'), 2);
  publisher.wake();
  await waitUntil('both lifts', () => began.length === 2);
  expect(began).toEqual(['a1', 'b1']);
  answers.get('b1')?.resolve();
  answers.get('a1')?.reject(new Error('no PUBACK'));
  await waitUntil('the first again', () => began.length === 3);
  expect(began).toEqual(['a1', 'b1', 'a1']);
  answers.get('a1')?.resolve();
  await waitUntil('the second', () => began.length === 4);
  answers.get('a2')?.resolve();
  await publisher.close();
  expect([began, errors.length]).toEqual([['a1', 'b1', 'a1', 'a2'], 1]);
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

test('after a restore what stands of each lift goes out again, newest last and under its own id; what was of its moment does not', async () => {
  const database = openSqliteDatabase<DispatchTables>(':memory:');
  await migrateDatabase(database, dispatchMigrations);
  const sent: string[] = [];
  const publish = (_: string, payload: string): Promise<void> =>
    Promise.resolve(void sent.push((JSON.parse(payload) as { id: string }).id));
  const publisher = startContextPublisher({ database, publish, nowMs: () => 5, onError: () => undefined });
  const facts = (id: string, liftId: string) => contextEntry.parse({ type: 'lift-facts', liftId, id, at: 1 });
  const rules = contextEntry.parse({
    type: 'rule-set',
    liftId: 'L1',
    id: 'rules',
    at: 1,
    version: 'v',
    overrides: [],
    rules: [],
  });
  const removed = contextEntry.parse({ type: 'lift-removed', liftId: 'L3', id: 'gone', at: 2 });
  for (const entry of [facts('old', 'L1'), facts('two', 'L2'), facts('three', 'L3'), decision('said'), rules, removed])
    await queueContext(database, entry, 2);
  await queueContext(database, facts('new', 'L1'), 3);
  await publisher.idle();
  sent.length = 0;
  expect(await tellAgain(database)).toBe(4);
  await publisher.idle();
  await publisher.close();
  expect(sent.toSorted()).toEqual(['gone', 'new', 'rules', 'two']);
  await database.destroy();
});

test('of a whole city, too: more entries than are read at once, more lifts than are marked at once', async () => {
  const database = openSqliteDatabase<DispatchTables>(':memory:');
  await migrateDatabase(database, dispatchMigrations);
  const liftsCount = 1_200;
  const rows = Array.from({ length: 5 * liftsCount }, (_, n) => {
    const [liftId, id] = [`L${n % liftsCount}`, `facts-${n}`];
    const document = JSON.stringify(contextEntry.parse({ type: 'lift-facts', liftId, id, at: n }));
    return { id, lift_id: liftId, document, created_at_ms: n, published_at_ms: n };
  });
  for (let from = 0; from < rows.length; from += 1_000)
    await database
      .insertInto('context_outbox')
      .values(rows.slice(from, from + 1_000))
      .execute();
  expect(await tellAgain(database)).toBe(liftsCount);
  const waiting = await database
    .selectFrom('context_outbox')
    .select('id')
    .where('published_at_ms', 'is', null)
    .orderBy('seq')
    .execute();
  expect(waiting.map(({ id }) => id)).toEqual(rows.slice(-liftsCount).map(({ id }) => id));
  await database.destroy();
});
