import { openSqliteDatabase, openSqliteFindingLog } from '@liftwatch/stores';
import { expect, test } from 'vitest';
import type { DispatchTables } from '../src/database/tables.ts';
import { startFindingFeed } from '../src/finding-feed.ts';
import { openDispatchPipeline } from '../src/open-dispatch-pipeline.ts';
import { aFinding } from './support/a-finding.ts';

test('a line that cannot be taken is kept as evidence, told to an operator, and holds up no other lift', async () => {
  const database = openSqliteDatabase<DispatchTables>(':memory:');
  const pipeline = await openDispatchPipeline({ database });
  const findings = await openSqliteFindingLog({ path: ':memory:' });
  const epoch = await findings.claim(0, 'engine');
  const poison = { ...aFinding({ liftId: 'poison' }), lift: undefined } as unknown as ReturnType<typeof aFinding>;
  await findings.append(0, epoch, [poison, aFinding({ liftId: 'L-2', findingId: 'another-lift' })]);
  const setAside: string[] = [];
  const told: string[] = [];
  const feed = startFindingFeed({
    findings,
    pipeline,
    nowMs: () => 0,
    onChanges: ({ deliveries }) => told.push(...deliveries.map((d) => d.content.liftId ?? '')),
    onError: () => undefined,
    onSetAside: ({ finding }) => setAside.push(finding.liftId),
  });
  for (let attempts = 0; attempts < 5; attempts++) await feed.idle();
  await feed.close();
  expect(setAside).toEqual(['poison']);
  expect(new Set(told)).toEqual(new Set(['L-2']));
  const rows = await database.selectFrom('finding_set_aside').selectAll().execute();
  expect(rows).toHaveLength(1);
  expect(JSON.parse(rows[0]?.document ?? '{}')).toMatchObject({ liftId: 'poison' });
  const again = await openDispatchPipeline({ database });
  expect(again.position).toBe(await findings.head());
  await findings.close();
  await database.destroy();
});
