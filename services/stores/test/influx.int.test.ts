import { afterAll, beforeAll, expect, test } from 'vitest';
import { startInfluxd, startVictoriaMetrics, waitUntil, type RunningInfluxd } from '@liftwatch/infra';
import { describeWithServer } from '@liftwatch/infra/testing';
import {
  openInfluxSeries,
  openSqliteEngineStore,
  openThreadedEngineStore,
  startSpoolSender,
  type SendingListeners,
  type WriteOutcome,
} from '../src/index.ts';
import { timeSeriesContract } from './contract/time-series.ts';

const DAY_MS = 86_400_000;
const pace = { maxPoints: 500, idleMs: 5, backOffMs: [20, 200] } as const;

describeWithServer('influxd', 'the InfluxDB 1.x adapter on a real influxd', () => {
  let influxd: RunningInfluxd;
  let databases = 0;
  beforeAll(async () => {
    influxd = await startInfluxd();
  });
  afterAll(() => influxd.close());
  const openFresh = (durationMs = DAY_MS) => {
    const database = `t${++databases}`;
    return {
      database,
      series: openInfluxSeries({ url: influxd.url, database, retentionPolicy: { name: 'raw', durationMs } }),
    };
  };

  timeSeriesContract(async () => {
    const { series } = openFresh();
    return { series, dispose: () => series.close() };
  });

  test('prepare makes the retention policy the default one and follows a change of it', async () => {
    const { database, series } = openFresh(2 * DAY_MS);
    await series.prepare();
    const durationOf = async () =>
      (await influxd.query(`SHOW RETENTION POLICIES ON ${database}`))[0]?.values?.find((row) => row[0] === 'raw');
    expect(await durationOf()).toMatchObject({ 1: '48h0m0s', 4: true });
    await openInfluxSeries({
      url: influxd.url,
      database,
      retentionPolicy: { name: 'raw', durationMs: 5 * DAY_MS },
    }).prepare();
    expect(await durationOf()).toMatchObject({ 1: '120h0m0s', 4: true });
  });

  test('a missing database is a matter of configuration, in writing and reading', async () => {
    const { series } = openFresh();
    await expect(series.write('m v=1 1')).rejects.toMatchObject({ code: 'LIFT_STORE_SERIES_MISCONFIGURED' });
    const query = { measurement: 'm', tags: {}, fields: ['v'], fromMs: 0, toMs: 1, limit: 1 };
    await expect(series.query(query)).rejects.toMatchObject({ code: 'LIFT_STORE_SERIES_MISCONFIGURED' });
  });

  /** A sender beside its store, and one in the thread of its store. */
  const senders = {
    here: async (database: string, listeners: SendingListeners) => {
      const store = await openSqliteEngineStore({ path: ':memory:' });
      const series = openInfluxSeries({ url: influxd.url, database });
      return { store, sender: startSpoolSender({ store, series, ...pace, ...listeners }) };
    },
    there: async (database: string, listeners: SendingListeners) => {
      const store = await openThreadedEngineStore({ path: ':memory:' });
      return { store, sender: store.startSending({ influx: { url: influxd.url, database }, ...pace }, listeners) };
    },
  };

  test.each(['here', 'there'] as const)(
    'down for a while under load, then back: every point is there, once (%s)',
    async (where) => {
      const { series, database } = openFresh();
      await series.prepare();
      let written = 0;
      const warned: unknown[] = [];
      const informed: string[] = [];
      const { store, sender } = await senders[where](database, {
        onWritten: (count) => (written += count),
        log: { warn: (details) => warned.push(details), info: (_, sentence) => informed.push(sentence) },
      });
      const startMs = Date.now() - 3_600_000;
      const points = 100;
      const commit = (position: number) => {
        const lines = Array.from(
          { length: points },
          (_, i) => `m,lift_id=L-${i} v=${position}i ${startMs + position}000000`,
        );
        return store.commit({
          partition: 0,
          epoch: 1,
          position,
          resumePosition: 0,
          partitionState: '',
          snapshots: [],
          points: { telemetry: { count: points, lines: lines.join('\n') } },
        });
      };
      for (let i = 1; i <= 100; i++) {
        if (i === 30) await influxd.kill();
        await commit(i);
        if (i === 60) await waitUntil('three failures in a row', () => sender.sent.failuresInARow >= 3);
        if (i === 70) await influxd.restart();
        await new Promise((resolve) => setImmediate(resolve));
      }
      // A write that met a server on its way up may be answered never, and is given up after 30 s.
      await waitUntil('an empty spool', () => store.spooled.points === 0, 60_000);
      await sender.close();
      expect([written, sender.sent.writtenPoints]).toEqual([10_000, 10_000]);
      expect(warned.at(-1)).toMatchObject({
        code: 'LIFT_STORE_SERIES_UNAVAILABLE',
        err: { message: expect.stringContaining('does not answer') as unknown },
      });
      expect(informed).toContain('time series answers again');
      const rows = await series.query({
        measurement: 'm',
        tags: {},
        fields: ['v'],
        fromMs: 0,
        toMs: Date.now(),
        limit: 50_000,
      });
      expect(rows).toHaveLength(100 * points);
      expect(sender.sent).toMatchObject({ writtenPoints: 100 * points, refusedPoints: 0 });
      await store.close();
    },
    120_000,
  );

  test('what the server refuses for good is told where the spool is in another thread', async () => {
    const { series, database } = openFresh();
    await series.prepare();
    const now = Date.now();
    await series.write(`m,lift_id=L-1 v=1i ${now}000000`);
    const refused: WriteOutcome[] = [];
    const { store, sender } = await senders.there(database, { onRefused: (outcome) => refused.push(outcome) });
    const lines = `m,lift_id=L-1 v="text" ${now + 1}000000\nm,lift_id=L-1 v=3i ${now + 2}000000`;
    const place = { partition: 0, epoch: 1, position: 1, resumePosition: 0, partitionState: '', snapshots: [] };
    await store.commit({ ...place, points: { fault: { count: 2, lines } } });
    await waitUntil('word of the refusal', () => refused.length > 0);
    expect(refused).toMatchObject([{ refusedPoints: 1, reason: expect.stringContaining('type') as unknown }]);
    expect(sender.sent).toMatchObject({ writtenPoints: 1, refusedPoints: 1 });
    await sender.close();
    await store.close();
  });

  test('a dropped database is made again by the sender, the spool waits', async () => {
    const { series } = openFresh();
    const store = await openSqliteEngineStore({ path: ':memory:' });
    const line = `m v=1 ${Date.now()}000000`;
    await store.commit({
      partition: 0,
      epoch: 1,
      position: 1,
      resumePosition: 0,
      partitionState: '',
      snapshots: [],
      points: { fault: { count: 1, lines: line } },
    });
    const sender = startSpoolSender({ store, series, idleMs: 5, backOffMs: [5, 20] });
    await waitUntil('an empty spool', () => store.spooled.points === 0);
    await sender.close();
    expect(sender.sent).toMatchObject({ writtenPoints: 1, refusedPoints: 0 });
    await store.close();
  });
});

describeWithServer('victoria-metrics', 'the v2 write path on a real server', () => {
  test('a write has arrived when it resolves, 50,000 points too', async () => {
    const server = await startVictoriaMetrics();
    try {
      const series = openInfluxSeries({ url: server.url, database: 'liftwatch', api: 'v2', org: 'o', token: 't' });
      const nowMs = Date.now();
      const lines = Array.from(
        { length: 50_000 },
        (_, i) => `m,lift_id=L-${i % 10} v=${i} ${nowMs - 60_000 + i}000000`,
      );
      expect(await series.write(lines.join('\n'))).toEqual({ refusedPoints: 0 });
      const exported = (await server.exportSeries('{__name__="m_v"}')) as readonly { values: readonly number[] }[];
      expect(exported.reduce((sum, { values }) => sum + values.length, 0)).toBe(50_000);
    } finally {
      await server.close();
    }
  });
});
