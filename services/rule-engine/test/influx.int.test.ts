import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { serverAvailable, startInfluxd, type RunningInfluxd } from '@liftwatch/infra';
import { testWithServer } from '@liftwatch/infra/testing';
import {
  openInfluxSeries,
  openReadingLogReader,
  openSqliteEngineStore,
  openSqliteFindingLog,
  type EngineStore,
  type FindingLog,
  type ReadingLogWriter,
  type TimeSeries,
} from '@liftwatch/stores';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import { sendingHere, startRuleEngine, type RuleEngine } from '../src/index.ts';
import {
  appendSecond,
  openWriter,
  runningWithOpenDoor,
  silent,
  START_MS,
  temporaryFolder,
  testConfig,
} from './log-writing.ts';

// Real stores and a real server: slow on a busy machine, and no measure of anything.
vi.setConfig({ testTimeout: 90_000 });

const LIFTS = 10;
let influxd: RunningInfluxd;
const cleanUps: (() => Promise<void> | void)[] = [];
beforeAll(async () => {
  if (serverAvailable('influxd')) influxd = await startInfluxd();
});
afterAll(() => influxd?.close());
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

interface Stand {
  readonly writer: ReadingLogWriter;
  readonly findings: FindingLog;
  readonly engineStore: EngineStore;
  readonly engine: RuleEngine;
}

const setUp = async (database: string, spoolMaxPoints?: number): Promise<Stand> => {
  const { dir, remove } = temporaryFolder();
  const writer = await openWriter(dir);
  const reader = await openReadingLogReader({ dir: join(dir, 'log') });
  const findings = await openSqliteFindingLog({ path: join(dir, 'findings.db') });
  const engineStore = await openSqliteEngineStore({
    path: join(dir, 'spool.db'),
    ...(spoolMaxPoints && { spoolMaxPoints }),
  });
  const series: TimeSeries = openInfluxSeries({ url: influxd.url, database, timeoutMs: 2_000 });
  const config = testConfig({ LIFTWATCH_ENGINE_SERIES_RETRY_S: 1 });
  const engine = await startRuleEngine(config, {
    reader,
    findings,
    engineStore,
    startSending: sendingHere(engineStore, series),
    logger: silent,
    rules: [runningWithOpenDoor],
  });
  cleanUps.push(
    remove,
    () => writer.close(),
    () => reader.close(),
    () => findings.close(),
    () => engineStore.close(),
    () => series.close(),
    () => engine.close(),
  );
  return { writer, findings, engineStore, engine };
};

/** Readings that are in InfluxDB, as "lift/seq". */
const stored = async (database: string): Promise<Set<string>> => {
  const found = new Set<string>();
  for (const one of await influxd.query('SELECT seq FROM lift_state GROUP BY lift_id', database)) {
    for (const [, seq] of one.values ?? []) found.add(`${one.tags?.['lift_id']}/${seq}`);
  }
  return found;
};

const wanted = (seconds: number): Set<string> =>
  new Set(Array.from({ length: LIFTS * seconds }, (_, n) => `L-00${n % LIFTS}/${Math.floor(n / LIFTS) + 1}`));

testWithServer(
  'influxd',
  'influxd stopped, killed and frozen under load: every point arrives, no finding waits',
  async () => {
    const { writer, findings, engine } = await setUp('outage');
    for (let s = 1; s <= 30; s++) await appendSecond(writer, LIFTS, s);
    await engine.idle();
    const judged = async (): Promise<void> => {
      // Without the time series: what is judged and checkpointed while it is away.
      while (engine.stats.readings < lastSecond * LIFTS) await pause(5);
    };
    let lastSecond = 30;
    const load = async (until: number): Promise<number> => {
      for (let s = lastSecond + 1; s <= until; s++) await appendSecond(writer, LIFTS, s);
      lastSecond = until;
      await judged();
      await pause(50);
      return findings.head();
    };
    const before = await findings.head();
    await influxd.stop();
    const whileStopped = await load(90);
    expect(whileStopped).toBeGreaterThan(before);
    await influxd.restart();
    await engine.idle();
    await influxd.kill();
    expect(await load(150)).toBeGreaterThan(whileStopped);
    await influxd.restart();
    await engine.idle();
    influxd.freeze();
    try {
      await load(180);
    } finally {
      influxd.thaw();
    }
    await engine.idle();
    expect(await stored('outage')).toEqual(wanted(180));
    expect(engine.stats.seriesPointsRefused).toBe(0);
    const faults = await influxd.query('SELECT count(finding_id) FROM fault', 'outage');
    expect(faults[0]?.values?.[0]?.[1]).toBe(await findings.head());
  },
);

testWithServer('influxd', 'roll-ups and open faults can be read as the dashboards do', async () => {
  const { writer, engine, findings } = await setUp('dashboards');
  for (let s = 1; s <= 420; s++) await appendSecond(writer, LIFTS, s);
  await engine.idle();
  const [fleet] = await influxd.query(
    `SELECT sum(readings), sum(lifts) FROM fleet_1m WHERE time >= ${START_MS}ms AND time < ${START_MS + 60_000}ms`,
    'dashboards',
  );
  // Seconds 1 to 60: what arrives early in second 60 was measured 100 ms before, in the first minute.
  expect(fleet?.values?.[0]?.slice(1)).toEqual([60 * LIFTS, LIFTS]);
  const lines = (await findings.read(0, 100_000)).map((line) => line.finding);
  const open = lines.filter(
    (one) => !lines.some((other) => other.findingId === one.findingId && other.change === 'cleared'),
  );
  const rows = await influxd.query('SELECT finding_id FROM open_fault WHERE open = true', 'dashboards');
  expect(new Set(rows[0]?.values?.map(([, id]) => id))).toEqual(new Set(open.map((one) => one.findingId)));
});

testWithServer(
  'influxd',
  'spool full while influxd is away: old telemetry goes and is counted, faults and roll-ups stay',
  async () => {
    await influxd.stop();
    const { writer, findings, engineStore, engine } = await setUp('full', 1_500);
    for (let s = 1; s <= 240; s++) {
      await appendSecond(writer, LIFTS, s);
      // Partitions go at their own pace; the spool's order is theirs. Together they are held to that of time.
      if (s % 20 === 0) while (engine.stats.readings < s * LIFTS) await pause(5);
    }
    await pause(100);
    const { droppedTelemetryPoints, points } = engineStore.spooled;
    expect(droppedTelemetryPoints).toBeGreaterThan(500);
    expect(points).toBeLessThanOrEqual(1_500);
    await influxd.restart();
    await engine.idle();
    const kept = await stored('full');
    expect(kept.size).toBe(240 * LIFTS - droppedTelemetryPoints);
    expect(kept.has('L-003/240')).toBe(true);
    expect(kept.has('L-003/1')).toBe(false);
    const faults = await influxd.query('SELECT count(finding_id) FROM fault', 'full');
    expect(faults[0]?.values?.[0]?.[1]).toBe(await findings.head());
  },
);
