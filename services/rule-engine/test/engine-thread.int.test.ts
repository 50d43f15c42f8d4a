import { join } from 'node:path';
import {
  openReadingLogReader,
  openSqliteEngineStore,
  openSqliteFindingLog,
  openSqliteSeries,
  partitionOf,
  type FindingLog,
  type ReadingLogWriter,
} from '@liftwatch/stores';
import { waitUntil } from '@liftwatch/infra';
import { afterEach, expect, test, vi } from 'vitest';
import { startEngineInThread, startRuleEngine, type EngineThreadDeps } from '../src/index.ts';
import {
  appendSecond,
  openWriter,
  readingRecord,
  silent,
  START_MS,
  temporaryFolder,
  testConfig,
} from './log-writing.ts';

vi.setConfig({ testTimeout: 90_000 });

const LIFTS = 24;
const SECONDS = 60;

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const setUp = async (): Promise<{ dir: string; writer: ReadingLogWriter; findings: FindingLog }> => {
  const { dir, remove } = temporaryFolder();
  const writer = await openWriter(dir, 4);
  const findings = await openSqliteFindingLog({ path: join(dir, 'findings.db'), pollMs: 60_000 });
  cleanUps.push(
    remove,
    () => writer.close(),
    () => findings.close(),
  );
  return { dir, writer, findings };
};

const startThread = async (dir: string, over: Partial<EngineThreadDeps> & { partitions?: string } = {}) => {
  const { partitions = 'all', ...deps } = over;
  const config = testConfig({
    LIFTWATCH_ENGINE_DATA_DIR: dir,
    LIFTWATCH_SERIES_STORE: 'none',
    LIFTWATCH_ENGINE_PARTITIONS: partitions,
  });
  const onDied = (error: Error): never => {
    throw error;
  };
  return startEngineInThread(config, { log: { dest: join(dir, 'engine.log'), level: 'info' }, onDied, ...deps });
};

/** Somebody presses the alarm button of one lift. */
const pressButton = (writer: ReadingLogWriter, s: number): Promise<void> => {
  const liftId = `L-${String(s % LIFTS).padStart(3, '0')}`;
  const event = readingRecord(liftId, 'event', START_MS + s * 1_000 + 999, {
    seq: 1_000 + s,
    type: 'code',
    code: '90',
  });
  return writer.append(new Map([[partitionOf(liftId, writer.partitions), [event]]]));
};

const linesOf = async (findings: FindingLog): Promise<readonly string[]> =>
  (await findings.read(0, 100_000)).map(({ finding }) => JSON.stringify(finding)).sort();

/** The same log judged in this thread, with stores of its own. */
const judgedHere = async (dir: string): Promise<readonly string[]> => {
  const reader = await openReadingLogReader({ dir: join(dir, 'log'), fromFile: true });
  const findings = await openSqliteFindingLog({ path: join(dir, 'here-findings.db') });
  const engineStore = await openSqliteEngineStore({ path: join(dir, 'here-spool.db') });
  const engine = await startRuleEngine(testConfig(), { reader, findings, engineStore, logger: silent });
  await engine.idle();
  await engine.close();
  const lines = await linesOf(findings);
  await engineStore.close();
  await findings.close();
  await reader.close();
  return lines;
};

test('judges what is committed beside it as an engine here does, over a restart, and wakes readers here', async () => {
  const { dir, writer, findings } = await setUp();
  let heard = 0;
  let reading: Promise<void> = Promise.resolve();
  findings.onAppended(() => {
    reading = reading.then(async () => void (heard = (await findings.read(0, 100_000)).length));
  });
  for (const fromS of [0, SECONDS / 2]) {
    const engine = await startThread(dir);
    for (let s = fromS; s < fromS + SECONDS / 2; s++) {
      await appendSecond(writer, LIFTS, s);
      await pressButton(writer, s);
    }
    await engine.idle();
    expect((await engine.stats()).readings).toBeGreaterThanOrEqual((LIFTS * SECONDS) / 2);
    const answer = await fetch(`http://127.0.0.1:${engine.httpPort}/api/v1/lifts`);
    expect(((await answer.json()) as { total?: number; lifts?: unknown[] }).lifts).toHaveLength(LIFTS);
    const committed = (await findings.read(0, 100_000)).length;
    await waitUntil('word of the last finding', () => heard === committed);
    await engine.close();
  }
  const lines = await linesOf(findings);
  expect(lines.length).toBeGreaterThanOrEqual(LIFTS);
  expect(lines).toEqual(await judgedHere(dir));
});

test('writes its points into a series that only the starting thread may write', async () => {
  const { dir, writer } = await setUp();
  const series = await openSqliteSeries({ path: ':memory:', retentionMs: () => undefined });
  const engine = await startThread(dir, { series });
  for (let s = 0; s < 5; s++) await appendSecond(writer, LIFTS, s);
  await engine.idle();
  const range = { fromMs: START_MS, toMs: START_MS + 3_600_000, limit: 1_000 };
  const rows = await series.query({ measurement: 'lift_state', tags: { lift_id: 'L-000' }, fields: [], ...range });
  expect(rows.length).toBeGreaterThan(0);
  await engine.close();
  await series.close();
});

test('what is wrong at the start is told as by an engine here', async () => {
  const { dir } = await setUp();
  await expect(startThread(dir, { partitions: '0,7' })).rejects.toMatchObject({
    name: 'EngineError',
    code: 'LIFT_ENGINE_PARTITION_UNKNOWN',
  });
  const first = await startThread(dir);
  await expect(startThread(dir)).rejects.toMatchObject({ name: 'StoreError', code: 'LIFT_STORE_LOCKED' });
  await first.close();
});
