import { expect, test } from 'vitest';
import type { SeriesQuery, TimeSeries } from '../../src/index.ts';

const HOUR_MS = 3_600_000;

/** What every time series keeps. Points older than 24 h are beyond the retention of the store under test. */
export const timeSeriesContract = (create: () => Promise<{ series: TimeSeries; dispose(): Promise<void> }>): void => {
  const nowMs = Math.floor(Date.now() / 1_000) * 1_000;
  const ask = (measurement: string, more: Partial<SeriesQuery> = {}): SeriesQuery => ({
    measurement,
    tags: {},
    fields: ['v'],
    fromMs: nowMs - HOUR_MS,
    toMs: nowMs + HOUR_MS,
    limit: 100,
    ...more,
  });
  const withSeries = (work: (series: TimeSeries) => Promise<void>) => async () => {
    const { series, dispose } = await create();
    try {
      await series.prepare();
      await series.prepare();
      await work(series);
    } finally {
      await dispose();
    }
  };

  test(
    'what is written is read back, in order of time, with its types',
    withSeries(async (series) => {
      const outcome = await series.write(
        `m,lift_id=L\\ 2\\,x v=2.5,n=7i,ok=true,s="a \\"b\\" \\\\ ,=c" ${nowMs + 1}000001\nm,lift_id=L-1 v=1 ${nowMs}000000\n`,
      );
      expect(outcome).toEqual({ refusedPoints: 0 });
      expect(await series.query(ask('m', { fields: ['v', 'n', 'ok', 's'] }))).toEqual([
        { atMs: nowMs, tags: { lift_id: 'L-1' }, fields: { v: 1, n: null, ok: null, s: null } },
        { atMs: nowMs + 1, tags: { lift_id: 'L 2,x' }, fields: { v: 2.5, n: 7, ok: true, s: 'a "b" \\ ,=c' } },
      ]);
    }),
  );

  test(
    'bytes are lines in UTF-8, and a refusal of some counts them',
    withSeries(async (series) => {
      const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
      const good = `m,lift_id=L-1 v=1,s="电梯困人" ${nowMs}000000\n`;
      // A view into a larger buffer, as they come out of the spool.
      const both = bytes(`x${good}`).subarray(1);
      expect(await series.write(both)).toEqual({ refusedPoints: 0 });
      expect(await series.query(ask('m', { fields: ['v', 's'] }))).toEqual([
        { atMs: nowMs, tags: { lift_id: 'L-1' }, fields: { v: 1, s: '电梯困人' } },
      ]);
      const mixed = await series.write(
        bytes(`m,lift_id=L-1 v="text" ${nowMs + 1}000000\nm,lift_id=L-2 v=2 ${nowMs}000000\n`),
      );
      expect(mixed).toMatchObject({ refusedPoints: 1 });
      expect(await series.query(ask('m', { tags: { lift_id: 'L-2' } }))).toHaveLength(1);
    }),
  );

  test(
    'tags, range and limit choose; the end of the range is outside',
    withSeries(async (series) => {
      const lines = Array.from(
        { length: 10 },
        (_, i) => `m,lift_id=L-${i % 2},code=9'${i % 3} v=${i} ${nowMs + i}000000`,
      );
      await series.write(lines.join('\n'));
      const valuesOf = async (more: Partial<SeriesQuery>) =>
        (await series.query(ask('m', more))).map((row) => row.fields['v']);
      expect(await valuesOf({ tags: { lift_id: 'L-1' } })).toEqual([1, 3, 5, 7, 9]);
      expect(await valuesOf({ tags: { lift_id: 'L-1', code: "9'0" } })).toEqual([3, 9]);
      expect(await valuesOf({ fromMs: nowMs + 3, toMs: nowMs + 6 })).toEqual([3, 4, 5]);
      expect(await valuesOf({ limit: 2 })).toEqual([0, 1]);
      expect(await valuesOf({ tags: { lift_id: 'nobody' } })).toEqual([]);
    }),
  );

  test(
    'the same measurement, tags and time overwrite',
    withSeries(async (series) => {
      for (const v of [1, 2, 2]) await series.write(`m,b=2,a=1 v=${v} ${nowMs}000005`);
      await series.write(`m,a=1,b=2 w=9 ${nowMs}000005`);
      expect(await series.query(ask('m', { fields: ['v', 'w'] }))).toEqual([
        { atMs: nowMs, tags: { a: '1', b: '2' }, fields: { v: 2, w: 9 } },
      ]);
    }),
  );

  test(
    'a line of the wrong type is refused with the reason, the good ones stay',
    withSeries(async (series) => {
      await series.write(`m v=1 ${nowMs}000000`);
      const outcome = await series.write(
        `m v=2 ${nowMs + 1}000000\nm v="no" ${nowMs + 2}000000\nm v=3 ${nowMs + 3}000000`,
      );
      expect(outcome).toMatchObject({
        refusedPoints: 1,
        reason: expect.stringContaining('field type conflict') as string,
      });
      expect((await series.query(ask('m'))).map((row) => row.fields['v'])).toEqual([1, 2, 3]);
    }),
  );

  test(
    'a line that is no line protocol is refused with the reason, the good ones stay',
    withSeries(async (series) => {
      const outcome = await series.write(`m v=2 ${nowMs}000000\nnonsense\n`);
      expect(outcome).toMatchObject({ refusedPoints: 1, reason: expect.stringContaining('unable to parse') as string });
      expect(await series.query(ask('m'))).toHaveLength(1);
    }),
  );

  test(
    'a point beyond retention is refused, the good ones stay',
    withSeries(async (series) => {
      const outcome = await series.write(`m v=1 ${nowMs - 26 * HOUR_MS}000000\nm v=2 ${nowMs}000000`);
      expect(outcome).toMatchObject({ refusedPoints: 1, reason: expect.stringContaining('retention') as string });
      expect(await series.query(ask('m', { fromMs: 0 }))).toHaveLength(1);
    }),
  );
};
