import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteDatabase } from '@liftwatch/stores';
import { expect, test } from 'vitest';
import { openDispatchPipeline, type DispatchTables } from '../src/index.ts';
import { aFinding } from './support/a-finding.ts';

const openIncidents = (database: ReturnType<typeof openSqliteDatabase<DispatchTables>>) =>
  database.selectFrom('incident').select(['scope', 'kind']).where('is_open', '=', 1).execute();

test('forty findings of one lift at once are one open entrapment', async () => {
  const database = openSqliteDatabase<DispatchTables>(':memory:');
  const pipeline = await openDispatchPipeline({ database });
  await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      pipeline.apply({ position: n + 1, finding: aFinding({ findingId: `one-of-forty-${n}`, atS: n }) }),
    ),
  );
  expect(await openIncidents(database)).toEqual([{ scope: 'lift/L1', kind: 'entrapment' }]);
  await database.destroy();
});

test('two dispatchers over one file, which must not be: the second cannot open a second one, and its line stays untaken', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'dispatch-race-')), 'app.db');
  const database = openSqliteDatabase<DispatchTables>(path);
  const [first, second] = [await openDispatchPipeline({ database }), await openDispatchPipeline({ database })];
  const [a, b] = await Promise.allSettled([
    first.apply({ position: 1, finding: aFinding({ findingId: 'seen-by-the-first' }) }),
    second.apply({ position: 1, finding: aFinding({ findingId: 'seen-by-the-second' }) }),
  ]);
  expect(a.status).toBe('fulfilled');
  expect(b).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('UNIQUE') } });
  expect(second.position).toBe(0);
  expect(await openIncidents(database)).toHaveLength(1);
  const told = await database.selectFrom('delivery').select('delivery_id').execute();
  expect(told).toHaveLength(3);
  await database.destroy();
});

test('a person who acknowledges twice at once, and two who race, leave one owner', async () => {
  const database = openSqliteDatabase<DispatchTables>(':memory:');
  const pipeline = await openDispatchPipeline({ database });
  const { incidents } = await pipeline.apply({ position: 1, finding: aFinding() });
  const incidentId = incidents[0]!.incidentId;
  const by = ['crew-1', 'crew-1', 'station', 'crew-2', 'station'];
  const results = await Promise.allSettled(
    by.map((id) => pipeline.act({ incidentId, by: id, action: { is: 'acknowledge' }, nowMs: 5 })),
  );
  expect(results.map((r) => r.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected']);
  const row = await database.selectFrom('incident').select('document').executeTakeFirstOrThrow();
  expect(row.document).toContain('"owner":{"id":"crew-1"');
  await database.destroy();
});
