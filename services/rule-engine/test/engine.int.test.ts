import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  openReadingLogReader,
  openSqliteEngineStore,
  openSqliteFindingLog,
  StoreError,
  type EngineStore,
  type FindingLog,
  type ReadingLogReader,
  type ReadingLogWriter,
} from '@liftwatch/stores';
import { afterEach, expect, test, vi } from 'vitest';
import { startRuleEngine, type RuleEngine, type RuleEngineDeps } from '../src/index.ts';
import {
  appendSecond,
  failsForOneLift,
  openWriter,
  runningWithOpenDoor,
  silent,
  START_MS,
  temporaryFolder,
  testConfig,
} from './log-writing.ts';

// Real stores with real syncs: slow on a busy disk, and no measure of anything.
vi.setConfig({ testTimeout: 90_000 });

interface Stand {
  readonly dir: string;
  readonly writer: ReadingLogWriter;
  readonly reader: ReadingLogReader;
  readonly findings: FindingLog;
  readonly engineStore: EngineStore;
  readonly deps: RuleEngineDeps;
}

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const setUp = async (partitions = 4): Promise<Stand> => {
  const { dir, remove } = temporaryFolder();
  cleanUps.push(remove);
  const writer = await openWriter(dir, partitions);
  const reader = await openReadingLogReader({ dir: join(dir, 'log') });
  const findings = await openSqliteFindingLog({ path: join(dir, 'findings.db') });
  const engineStore = await openSqliteEngineStore({ path: join(dir, 'spool.db') });
  cleanUps.push(
    () => writer.close(),
    () => reader.close(),
    () => findings.close(),
    () => engineStore.close(),
  );
  return {
    dir,
    writer,
    reader,
    findings,
    engineStore,
    deps: { reader, findings, engineStore, logger: silent, rules: [runningWithOpenDoor] },
  };
};

const start = async (deps: RuleEngineDeps, over: Parameters<typeof testConfig>[0] = {}): Promise<RuleEngine> => {
  const engine = await startRuleEngine(testConfig(over), deps);
  cleanUps.push(() => engine.close());
  return engine;
};

/** The finding log per lift: order across lifts of different partitions is not promised. */
const linesByLift = async (findings: FindingLog): Promise<Record<string, unknown[]>> => {
  const byLift: Record<string, unknown[]> = {};
  for (const { finding } of await findings.read(0, 100_000)) (byLift[finding.liftId] ??= []).push(finding);
  return byLift;
};

const SECONDS = 260;
const LIFTS = 12;

const textOf = ({ lines }: { readonly lines: Uint8Array }): string => Buffer.from(lines).toString('utf8');

/** The last written line of each minute of each partition: what the time series ends up with. */
const minutes = async (engineStore: EngineStore): Promise<Record<string, string>> => {
  const last: Record<string, string> = {};
  for (const batch of await engineStore.peekSpool(1_000_000)) {
    for (const line of textOf(batch).split('\n'))
      if (line.startsWith('fleet_1m')) last[`${line.split(' ')[0]} ${line.split(' ')[2]}`] = line;
  }
  return last;
};

interface Outcome {
  readonly findings: Record<string, unknown[]>;
  readonly minutes: Record<string, string>;
}

/** What an uninterrupted run gives; made once. */
let expected: Outcome | undefined;
const uninterrupted = async (): Promise<Outcome> => {
  if (expected) return expected;
  const stand = await setUp();
  const engine = await start(stand.deps);
  for (let s = 1; s <= SECONDS; s++) await appendSecond(stand.writer, LIFTS, s);
  await engine.idle();
  expected = { findings: await linesByLift(stand.findings), minutes: await minutes(stand.engineStore) };
  expect(Object.keys(expected.findings)).toHaveLength(LIFTS);
  expect(expected.findings['L-000']?.length).toBeGreaterThan(3);
  expect(Object.keys(expected.minutes)).toHaveLength(4 * Math.floor((SECONDS - 120) / 60));
  return expected;
};

/** Every `each`-th call fails, before or after it did its work, at most `most` times. */
const failing = (each: number, most: number) => {
  const counts = { calls: 0, crashes: 0 };
  const killed = () => new StoreError('LIFT_STORE_LOG_UNWRITABLE', 'killed here', { recoverable: true });
  const around = async <T>(work: () => Promise<T>): Promise<T> => {
    counts.calls++;
    if (counts.calls % each !== 0 || counts.crashes >= most) return work();
    counts.crashes++;
    if (counts.crashes % 2 === 0) await work();
    throw killed();
  };
  return { counts, around };
};

test('findings are appended, points spooled, and everything is reached', async () => {
  const stand = await setUp();
  const engine = await start(stand.deps);
  for (let s = 1; s <= 30; s++) await appendSecond(stand.writer, LIFTS, s);
  await engine.idle();
  expect(engine.stats.readings).toBe(30 * LIFTS);
  const spooled = await stand.engineStore.peekSpool(100_000);
  const lines = spooled.flatMap((batch) => textOf(batch).trimEnd().split('\n'));
  expect(lines).toHaveLength(spooled.reduce((sum, batch) => sum + batch.count, 0));
  // Every reading changed the floor, so each is found again by (terminal, boot, seq).
  for (let s = 1; s <= 30; s++)
    expect(
      lines.filter((line) => line.includes(`terminal="T-L-003",boot="b1",seq=${s}i`) && line.startsWith('lift_state')),
    ).toHaveLength(1);
  expect(lines.some((line) => line.startsWith('open_fault,lift_id=L-003,code=X05'))).toBe(true);
});

test('killed around findings and checkpoints, again and again: findings and roll-ups equal an uninterrupted run', async () => {
  const wanted = await uninterrupted();
  const stand = await setUp();
  const commits = failing(4, 8);
  const appends = failing(5, 8);
  const engineStore: EngineStore = {
    resume: (partition) => stand.engineStore.resume(partition),
    peekSpool: (maxPoints) => stand.engineStore.peekSpool(maxPoints),
    dropSpool: (ids) => stand.engineStore.dropSpool(ids),
    get spooled() {
      return stand.engineStore.spooled;
    },
    close: () => Promise.resolve(),
    commit: (commit) => commits.around(() => stand.engineStore.commit(commit)),
  };
  const findings: FindingLog = {
    claim: (partition, engineId) => stand.findings.claim(partition, engineId),
    append: (partition, epoch, lines) => appends.around(() => stand.findings.append(partition, epoch, lines)),
    forget: (beforeMs, most) => stand.findings.forget(beforeMs, most),
    read: (after, limit) => stand.findings.read(after, limit),
    head: () => stand.findings.head(),
    onAppended: (wake) => stand.findings.onAppended(wake),
    close: () => Promise.resolve(),
  };
  const over = {
    LIFTWATCH_ENGINE_SNAPSHOT_MS: 25,
    LIFTWATCH_ENGINE_SLICE_ENTRIES: 20,
    LIFTWATCH_ENGINE_CHECKPOINT_MS: 10,
  };
  const engine = await start({ ...stand.deps, engineStore, findings }, over);
  for (let s = 1; s <= SECONDS; s++) {
    await appendSecond(stand.writer, LIFTS, s);
    if (s % 10 === 0) await pause(20);
  }
  await engine.idle();
  expect(commits.counts.crashes).toBeGreaterThan(3);
  expect(appends.counts.crashes).toBeGreaterThan(3);
  expect(engine.stats.partitionRestarts).toBe(commits.counts.crashes + appends.counts.crashes);
  expect(await linesByLift(stand.findings)).toEqual(wanted.findings);
  expect(await minutes(stand.engineStore)).toEqual(wanted.minutes);
});

test('stopped and started anew: continues from the checkpoint, same findings, every telemetry point once', async () => {
  const wanted = await uninterrupted();
  const stand = await setUp();
  for (let part = 0; part < SECONDS / 20; part++) {
    const engine = await startRuleEngine(testConfig({ LIFTWATCH_ENGINE_SNAPSHOT_MS: 25 }), stand.deps);
    for (let s = part * 20 + 1; s <= part * 20 + 20; s++) await appendSecond(stand.writer, LIFTS, s);
    if (part % 2 === 0) await engine.idle();
    await engine.close();
  }
  const engine = await start(stand.deps);
  await engine.idle();
  expect(await linesByLift(stand.findings)).toEqual(wanted.findings);
  expect(await minutes(stand.engineStore)).toEqual(wanted.minutes);
  const lines = (await stand.engineStore.peekSpool(1_000_000)).flatMap((batch) => textOf(batch).trimEnd().split('\n'));
  for (const seq of [1, 20, 21, 60, 61, 120])
    expect(
      lines.filter((line) => line.startsWith('lift_state,lift_id=L-005 ') && line.includes(`,seq=${seq}i`)),
    ).toHaveLength(1);
});

test('a partition moved under load, with and without asking the holder: same findings', async () => {
  const wanted = await uninterrupted();
  const stand = await setUp();
  const otherStore = await openSqliteEngineStore({ path: join(stand.dir, 'spool-b.db') });
  cleanUps.push(() => otherStore.close());
  const a = await start(stand.deps, { LIFTWATCH_ENGINE_ID: 'a' });
  const b = await start(
    { ...stand.deps, engineStore: otherStore },
    { LIFTWATCH_ENGINE_ID: 'b', LIFTWATCH_ENGINE_PARTITIONS: '3' },
  );
  for (let s = 1; s <= SECONDS; s++) {
    await appendSecond(stand.writer, LIFTS, s);
    if (s === 30) b.take(0);
    if (s === 50) await a.release(1).then(() => b.take(1));
    if (s === 80) a.take(0);
    if (s % 5 === 0) await pause(10);
  }
  await Promise.all([a.idle(), b.idle()]);
  expect(await linesByLift(stand.findings)).toEqual(wanted.findings);
  await a.close();
  await b.close();
  cleanUps.splice(-2);
});

test('an engine without a checkpoint of its own reads everything again and adds no line', async () => {
  const stand = await setUp();
  const first = await startRuleEngine(testConfig(), stand.deps);
  for (let s = 1; s <= 60; s++) await appendSecond(stand.writer, LIFTS, s);
  await first.idle();
  await first.close();
  const before = await linesByLift(stand.findings);
  const fresh = await openSqliteEngineStore({ path: join(stand.dir, 'spool-fresh.db') });
  cleanUps.push(() => fresh.close());
  const second = await start({ ...stand.deps, engineStore: fresh });
  await second.idle();
  expect(second.stats.readings).toBe(60 * LIFTS);
  expect(await linesByLift(stand.findings)).toEqual(before);
});

test('a rule that throws for one lift is counted and stops nothing', async () => {
  const stand = await setUp();
  const engine = await start({ ...stand.deps, rules: [failsForOneLift('L-002'), runningWithOpenDoor] });
  for (let s = 1; s <= 60; s++) await appendSecond(stand.writer, LIFTS, s);
  await engine.idle();
  expect(engine.stats.ruleFailures).toBeGreaterThan(0);
  expect(engine.stats.partitionRestarts).toBe(0);
  const found = await linesByLift(stand.findings);
  expect(found['L-002']?.length).toBeGreaterThan(0);
  expect(found['L-003']?.length).toBeGreaterThan(0);
});

test('readings that the broker refused are passed over, silently and for good', async () => {
  const stand = await setUp(1);
  const engine = await start(stand.deps);
  const garbage = (payload: Uint8Array, topic = 'lift/v1/L-1/state') =>
    ({ type: 'reading', receivedAtMs: START_MS, terminalId: 'T', topic, payload }) as const;
  await stand.writer.append(
    new Map([
      [
        0,
        [
          garbage(Uint8Array.of(0xff, 0xfe)),
          garbage(Buffer.from('{')),
          garbage(Buffer.from('{"at":-1}')),
          garbage(Buffer.from('{}'), 'other/topic'),
          { type: 'context', receivedAtMs: START_MS, writerId: 'w', payload: Buffer.from('[]') },
        ],
      ],
    ]),
  );
  await appendSecond(stand.writer, 2, 1);
  await engine.idle();
  expect(engine.stats.refusedRecords).toBe(5);
  expect(engine.stats.readings).toBe(2);
});
