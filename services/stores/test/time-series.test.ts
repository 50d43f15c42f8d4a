import fc from 'fast-check';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  escapeKey,
  escapeMeasurement,
  openInfluxSeries,
  openSqliteEngineStore,
  openSqliteSeries,
  openSqliteSeriesReader,
  parseLine,
  quoteField,
  startSpoolSender,
  StoreError,
  type TimeSeries,
} from '../src/index.ts';
import { timeSeriesContract } from './contract/time-series.ts';
import { withFolder } from './folder.ts';

describe('embedded time series keeps the contract', () => {
  timeSeriesContract(async () => {
    const series = await openSqliteSeries({ path: ':memory:', retentionMs: () => 86_400_000 });
    return { series, dispose: () => series.close() };
  });
});

test('points grow old and go', async () => {
  let nowMs = 100 * 86_400_000;
  const series = await openSqliteSeries({ path: ':memory:', retentionMs: () => 86_400_000, nowMs: () => nowMs });
  await series.write(`m v=1 ${nowMs}000000`);
  nowMs += 2 * 86_400_000;
  await series.write(
    Array.from({ length: 20_000 }, (_, i) => `m v=2 ${nowMs}${String(i).padStart(6, '0')}`).join('\n'),
  );
  const rows = await series.query({ measurement: 'm', tags: {}, fields: ['v'], fromMs: 0, toMs: nowMs + 1, limit: 10 });
  expect(rows.map((row) => row.fields['v'])).toEqual(Array.from({ length: 10 }, () => 2));
  await series.close();
});

test('the embedded series is read beside its writer, and never written by the reader', () =>
  withFolder(async (dir) => {
    const path = join(dir, 'series.db');
    const writer = await openSqliteSeries({ path, retentionMs: () => undefined });
    const reader = openSqliteSeriesReader(path);
    await writer.write('m,lift_id=L1 v=1 1000000');
    const query = { measurement: 'm', tags: { lift_id: 'L1' }, fields: ['v'], fromMs: 0, toMs: 10, limit: 10 };
    expect(await reader.query(query)).toEqual(await writer.query(query));
    expect(await reader.query(query)).toEqual([{ atMs: 1, tags: { lift_id: 'L1' }, fields: { v: 1 } }]);
    await reader.close();
    await writer.close();
    expect(() => openSqliteSeriesReader(join(dir, 'missing.db'))).toThrow(StoreError);
  })());

test('what the helpers escape, the parser reads back', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((s) => !/[\\\r\n"#]/.test(s));
  fc.assert(
    fc.property(
      name,
      name,
      name,
      fc.string({ maxLength: 40 }).filter((s) => !/[\r\n]/.test(s)),
      (measurement, key, tag, text) => {
        const point = parseLine(
          `${escapeMeasurement(measurement)},${escapeKey(key)}=${escapeKey(tag)} f=${quoteField(text)} 5`,
        );
        expect(point).toMatchObject({ measurement, tags: { [key]: tag }, fields: { f: text }, atNs: 5n });
      },
    ),
  );
});

test.each([
  '',
  'm',
  'm v',
  'm v=',
  'm v=1',
  'm v=1 x',
  'm, v=1 1',
  'm,a v=1 1',
  'm,a= v=1 1',
  'm v=1x 1',
  'm v="a 1',
  ' v=1 1',
])('refuses %j', (line) => {
  expect(() => parseLine(line)).toThrow(StoreError);
});

test.each([
  [404, '{"error":"database not found: \\"x\\""}', 'LIFT_STORE_SERIES_MISCONFIGURED'],
  [401, '{"error":"authorization failed"}', 'LIFT_STORE_SERIES_MISCONFIGURED'],
  [429, '', 'LIFT_STORE_SERIES_UNAVAILABLE'],
  [503, 'busy', 'LIFT_STORE_SERIES_UNAVAILABLE'],
])('an answer %i is %s %s on both write paths', async (status, body, code) => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const api of ['v1', 'v2'] as const) {
    const series = openInfluxSeries({ url, database: 'x', api, token: 't', org: 'o' });
    await expect(series.write('m v=1 1')).rejects.toMatchObject({ code });
  }
  await new Promise((resolve) => server.close(resolve));
  for (const api of ['v1', 'v2'] as const)
    await expect(openInfluxSeries({ url, database: 'x', api }).write('m v=1 1')).rejects.toMatchObject({
      code: 'LIFT_STORE_SERIES_UNAVAILABLE',
      recoverable: true,
    });
});

test('the sender keeps what was not taken, in order, and drops what is refused for good', async () => {
  const store = await openSqliteEngineStore({ path: ':memory:' });
  const written: string[] = [];
  let failures = 5;
  const series: TimeSeries = {
    prepare: () => Promise.resolve(),
    write: (lines) => {
      if (failures-- > 0)
        return Promise.reject(new StoreError('LIFT_STORE_SERIES_UNAVAILABLE', 'down', { recoverable: true }));
      const text = Buffer.from(lines).toString('utf8');
      written.push(...text.trim().split('\n'));
      return Promise.resolve(text.includes('bad') ? { refusedPoints: 1, reason: 'bad' } : { refusedPoints: 0 });
    },
    query: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  };
  for (let i = 1; i <= 4; i++)
    await store.commit({
      partition: 0,
      epoch: 1,
      position: i,
      resumePosition: 0,
      partitionState: '',
      snapshots: [],
      points: {
        telemetry: { count: 2, lines: `t${i}\n${i === 3 ? 'bad' : 'x'}${i}` },
        ...(i === 2 && { fault: { count: 1, lines: 'f2' } }),
      },
    });
  let seen: () => void;
  const all = new Promise<void>((resolve) => (seen = resolve));
  const refused: (string | undefined)[] = [];
  const sender = startSpoolSender({
    store,
    series,
    maxPoints: 3,
    idleMs: 1,
    backOffMs: [1, 4],
    onRefused: ({ reason }) => refused.push(reason),
    onWritten: () => written.length === 9 && seen(),
  });
  await all;
  await sender.close();
  expect(written).toEqual(['f2', 't1', 'x1', 't2', 'x2', 't3', 'bad3', 't4', 'x4']);
  expect(sender.sent).toMatchObject({ writtenPoints: 8, refusedPoints: 1 });
  expect(refused).toEqual(['bad']);
  expect(store.spooled.points).toBe(0);
  await store.close();
});
