import { openSqliteDatabase, openSqliteFindingLog, type FindingLog } from '@liftwatch/stores';
import { expect, test } from 'vitest';
import type { DispatchTables } from '../src/database/tables.ts';
import type { Changes, DispatchPipeline } from '../src/dispatch-pipeline.ts';
import { startFindingFeed } from '../src/finding-feed.ts';
import { openDispatchPipeline } from '../src/open-dispatch-pipeline.ts';
import { rescuePolicy } from '../src/pipeline/policy.ts';
import { aFinding } from './support/a-finding.ts';

const silent = (n: number) =>
  aFinding({
    liftId: `S${n}`,
    code: 'X19',
    incidentKind: 'terminal',
    priority: 'P4',
    occupancy: 'unknown',
    atS: n / 1_000,
    lift: { siteId: `site-${n}`, networkId: `network-${n}` },
  });

const queue = (linesCount: number) => Array.from({ length: linesCount }, (_, n) => silent(n));
const trapped = aFinding({ liftId: 'T', atS: 3 });

const open = async () => {
  const database = openSqliteDatabase<DispatchTables>(':memory:');
  const findings = await openSqliteFindingLog({ path: ':memory:' });
  return {
    ...{ database, findings, epoch: await findings.claim(0, 'engine') },
    pipeline: await openDispatchPipeline({ database, policy: rescuePolicy }),
    close: async () => {
      await findings.close();
      await database.destroy();
    },
  };
};

/** Feeds everything that is in the log; tells which changes came, in order, and where the reader stood. */
const fed = async (findings: FindingLog, pipeline: DispatchPipeline) => {
  const came: { changes: Changes; position: number }[] = [];
  const feed = startFindingFeed({
    ...{ findings, pipeline, nowMs: () => 0 },
    onChanges: (changes) => came.push({ changes, position: pipeline.position }),
    onError: (error) => expect.unreachable(String(error)),
    onSetAside: () => undefined,
  });
  await feed.idle();
  await feed.close();
  return came;
};

test('an alarm behind thousands of silent terminals is told of before any of them is looked at', async () => {
  const { findings, pipeline, epoch, close } = await open();
  await findings.append(0, epoch, [...queue(2_000), trapped, silent(2_001)]);
  const came = await fed(findings, pipeline);
  const told = came.find(({ changes }) => changes.deliveries.some((d) => d.content.liftId === 'T'));
  expect(told?.position).toBe(0);
  expect(pipeline.position).toBe(await findings.head());
  const messages = came.flatMap(({ changes }) => changes.deliveries).filter((d) => d.content.liftId === 'T');
  expect(new Set(messages.map((d) => d.deliveryId)).size).toBe(messages.length);
  expect([...pipeline.open()].filter((i) => i.liftId === 'T')).toHaveLength(1);
  await close();
});

test('raised, worse and ended behind the queue: taken ahead in their order, and no second time', async () => {
  const { findings, pipeline, epoch, close } = await open();
  const suspected = { ...trapped, stage: 'suspected' as const };
  const alarm = { ...trapped, revision: 2, change: 'updated' as const };
  const ended = { ...alarm, revision: 3, change: 'cleared' as const, stage: 'released' as const };
  await findings.append(0, epoch, [suspected, ...queue(400), alarm, ...queue(800).slice(400), ended]);
  const came = await fed(findings, pipeline);
  const notices = came
    .flatMap(({ changes }) => changes.deliveries)
    .filter((d) => d.content.liftId === 'T' && d.role === 'firm')
    .map((d) => d.notice);
  expect(notices).toEqual(['suspected', 'alarm', 'released']);
  await close();
});

test('what cannot be taken ahead waits for its turn and keeps no other alarm waiting', async () => {
  const { findings, pipeline, epoch, close } = await open();
  const poison = { ...aFinding({ liftId: 'poison' }), lift: undefined } as unknown as typeof trapped;
  await findings.append(0, epoch, [...queue(600), poison, trapped]);
  const errors: unknown[] = [];
  const came: number[] = [];
  const aside: string[] = [];
  const feed = startFindingFeed({
    ...{ findings, pipeline, nowMs: () => 0 },
    onChanges: ({ deliveries }) => {
      if (deliveries.some((d) => d.content.liftId === 'T')) came.push(pipeline.position);
    },
    onError: (error) => errors.push(error),
    onSetAside: ({ finding }) => aside.push(finding.liftId),
  });
  for (let attempts = 0; attempts < 5; attempts++) await feed.idle();
  await feed.close();
  expect(came[0]).toBe(0);
  expect(aside).toEqual(['poison']);
  await close();
});

test('the same lines, a queue or not: the same incidents stand open and the same messages were written', async () => {
  const lines = [...queue(500), trapped, silent(501), { ...trapped, revision: 2, change: 'updated' as const }];
  const [long, short] = [await open(), await open()];
  await long.findings.append(0, long.epoch, lines);
  const ahead = await fed(long.findings, long.pipeline);
  const inTurn: Changes[] = [];
  for (const [i, finding] of lines.entries()) inTurn.push(await short.pipeline.apply({ position: i + 1, finding }));
  const keys = (all: readonly Changes[]) => all.flatMap((c) => c.deliveries.map((d) => d.deliveryId)).toSorted();
  expect(keys(ahead.map(({ changes }) => changes))).toEqual(keys(inTurn));
  const standing = (p: DispatchPipeline) => [...p.open()].map((i) => `${i.incidentId} ${i.state}`).toSorted();
  expect(standing(long.pipeline)).toEqual(standing(short.pipeline));
  await long.close();
  await short.close();
});

test('while a long queue is taken others have their turn: messages go out meanwhile', async () => {
  const { findings, pipeline, epoch, close } = await open();
  await findings.append(0, epoch, queue(2_000));
  let turns = 0;
  let isTaken = false;
  const turn = (): void => {
    turns += 1;
    if (!isTaken) setImmediate(turn);
  };
  setImmediate(turn);
  await fed(findings, pipeline);
  isTaken = true;
  expect(turns).toBeGreaterThan(20);
  await close();
});
