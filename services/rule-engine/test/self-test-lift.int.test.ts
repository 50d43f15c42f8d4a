import { join } from 'node:path';
import { SELF_TEST_LIFT } from '@liftwatch/schemas';
import {
  openReadingLogReader,
  openSqliteEngineStore,
  openSqliteFindingLog,
  partitionOf,
  type LogRecord,
} from '@liftwatch/stores';
import { expect, onTestFinished, test } from 'vitest';
import { startRuleEngine } from '../src/index.ts';
import { liftsAnswer } from '../src/http/schemas.ts';
import {
  fleetSecond,
  openWriter,
  readingRecord,
  silent,
  START_MS,
  temporaryFolder,
  testConfig,
} from './log-writing.ts';

const PARTITIONS = 4;
const LIFTS = 3;
const SECONDS = 240;

/** What arrives in one second: three lifts, and once what the self-test publishes. */
const arriving = (s: number): readonly { readonly liftId: string; readonly record: LogRecord }[] => [
  ...fleetSecond(LIFTS, s),
  ...(s === 20
    ? [
        {
          liftId: SELF_TEST_LIFT,
          record: readingRecord(SELF_TEST_LIFT, 'event', START_MS + s * 1_000, { type: 'code', code: '90' }),
        },
      ]
    : []),
];

const startEngine = async (dir: string) => {
  const writer = await openWriter(dir, PARTITIONS);
  const reader = await openReadingLogReader({ dir: join(dir, 'log') });
  const findings = await openSqliteFindingLog({ path: join(dir, 'findings.db') });
  const engineStore = await openSqliteEngineStore({ path: join(dir, 'spool.db') });
  const engine = await startRuleEngine(testConfig(), { reader, findings, engineStore, logger: silent });
  onTestFinished(async () => {
    await engine.close();
    for (const one of [engineStore, findings, reader, writer]) await one.close();
  });
  return { writer, findings, engineStore, engine };
};

test('the lift of the self-test is judged like any other, and is in no list, no count and no series', async () => {
  const { dir, remove } = temporaryFolder();
  onTestFinished(remove);
  const { writer, findings, engineStore, engine } = await startEngine(dir);
  for (let s = 1; s <= SECONDS; s++) {
    const batch = new Map<number, LogRecord[]>(Array.from({ length: PARTITIONS }, (_, n) => [n, []]));
    for (const { liftId, record } of arriving(s)) batch.get(partitionOf(liftId, PARTITIONS))?.push(record);
    for (const records of batch.values()) records.push({ type: 'tick', receivedAtMs: START_MS + s * 1_000 + 999 });
    await writer.append(batch);
  }
  await engine.idle();
  const get = async (path: string): Promise<Response> => fetch(`http://127.0.0.1:${engine.httpPort}${path}`);

  const found = await findings.read(0, 10_000);
  expect(found.filter(({ finding }) => finding.liftId === SELF_TEST_LIFT)[0]?.finding).toMatchObject({
    incidentKind: 'entrapment',
    stage: 'alarm',
  });
  expect((await get(`/api/v1/lifts/${SELF_TEST_LIFT}`)).status).toBe(200);

  const listed = liftsAnswer.parse(await (await get('/api/v1/lifts?limit=100')).json());
  expect(listed.lifts.map((lift) => lift.liftId)).toEqual(['L-000', 'L-001', 'L-002']);
  const metrics = await (await get('/metrics')).text();
  const counted = [...metrics.matchAll(/^liftwatch_engine_lifts\{condition="\w+"\} (\d+)$/gm)].map(([, n]) =>
    Number(n),
  );
  expect(counted.reduce((sum, n) => sum + n, 0)).toBe(LIFTS);
  const lines = (await engineStore.peekSpool(1_000_000)).flatMap((one) =>
    Buffer.from(one.lines).toString('utf8').trimEnd().split('\n'),
  );
  expect(lines.filter((line) => line.includes(SELF_TEST_LIFT))).toEqual([]);
  const minutes = lines.filter(
    (line) => line.startsWith('fleet_1m') && line.includes(`${(START_MS + 60_000) / 1_000}`),
  );
  const lifts = minutes.map((line) => Number(/[ ,]lifts=(\d+)i/.exec(line)?.[1]));
  expect(lifts.reduce((sum, n) => sum + n, 0)).toBe(LIFTS);
}, 60_000);
