import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startGrafanaDouble } from '@liftwatch/infra';
import { openSqliteSeries } from '@liftwatch/stores';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { liftwatch, newDataFolder, removeFolder } from './all-in-one.ts';

// Starts the program again and again: slow on a busy machine, and no measure of anything.
vi.setConfig({ testTimeout: 300_000 });

let dir: string;
beforeEach(async () => {
  dir = await newDataFolder();
});
afterEach(() => removeFolder(dir));

test('a report from the data folder, while its time series is open for writing; what is missing is told beside it', async () => {
  const series = await openSqliteSeries({ path: join(dir, 'series.db'), retentionMs: () => undefined });
  const atMs = Date.parse('2026-03-02T08:00:00+08:00');
  await series.write(
    `rescue,district_id=d1,hour=08 lift_id="L1",false_alarm=0i,self_released=0i,drill=0i,arrival_s=754,state="closed" ${atMs}000000`,
  );
  const env = { LIFTWATCH_DATA_DIR: dir };
  const csv = await liftwatch(['report', 'daily', '--date', '2026-03-02', '--format', 'csv'], env);
  expect([csv.code, csv.out.includes('summary,,arrival_mean,s,754')]).toEqual([0, true]);
  expect(csv.err).toContain('Nothing was judged in the period');
  const html = await liftwatch(['report', 'monthly', '--date', '2026-03', '--out', join(dir, 'r.html')], env);
  expect([html.code, html.out]).toEqual([0, '']);
  await series.close();
});

test.each([
  [['report', 'weekly'], 64, /daily, monthly/],
  [['report', 'daily', '--date', '2026-02-30'], 64, /2026-03-02/],
  [['report', 'daily', '--format', 'pdf'], 64, /--out FILE/],
  [['report', 'daily', '--date', '2026-03-02'], 69, /series\.db cannot be read/],
] as const)('%j ends with %i', async (args, code, message) => {
  const ended = await liftwatch(args, { LIFTWATCH_DATA_DIR: dir });
  expect([ended.code, ended.err]).toEqual([code, expect.stringMatching(message)]);
});

test('dashboards push: a dry run, the push, a second push that changes nothing; the token is nowhere in what is printed', async () => {
  const double = await startGrafanaDouble({ token: 'glsa_secret' });
  try {
    const tokenFile = join(dir, 'grafana.token');
    await writeFile(tokenFile, 'glsa_secret\n');
    const push = (...more: string[]) =>
      liftwatch(['dashboards', 'push', '--url', double.url, '--token-file', tokenFile, ...more]);
    const dry = await push('--dry-run', '--influx-url', 'http://influxdb:8086');
    expect([dry.code, dry.err]).toEqual([0, 'liftwatch: 11 of 11 would change\n']);
    expect(double.received().every(({ method }) => method === 'GET')).toBe(true);
    const first = await push('--influx-url', 'http://influxdb:8086');
    expect([first.code, first.out.match(/^\+ dashboard lw-/gm)?.length]).toEqual([0, 7]);
    const second = await push();
    expect([second.code, second.err]).toEqual([0, 'liftwatch: 0 of 10 changed\n']);
    // No InfluxDB is behind the double: each query is an error, and the command says so.
    const verified = await push('--verify');
    expect([verified.code, verified.err]).toEqual([1, expect.stringMatching(/ 0 answer, 0 empty, \d+ errors/)]);
    expect(`${dry.out}${first.out}${second.out}${verified.out}${verified.err}`).not.toContain('glsa_secret');
    await writeFile(tokenFile, 'wrong');
    expect((await push()).code).toBe(1);
  } finally {
    await double.close();
  }
});
