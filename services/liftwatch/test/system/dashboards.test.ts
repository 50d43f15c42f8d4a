import { alertRules, dashboardOf, interpolate, pages, type DashboardJson, type PanelJson } from '@liftwatch/dashboards';
import { dailyReport, monthlyReport, type Report } from '@liftwatch/console';
import { startInfluxd, type InfluxSeries, type RunningInfluxd } from '@liftwatch/infra';
import { describeWithServer } from '@liftwatch/infra/testing';
import { openInfluxSeries } from '@liftwatch/stores';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { liveInTheCity, type City } from '../city/city.ts';

const DATABASE = 'city';
const CITY_LIFE_MS = 600_000;
const DAY_MS = 86_400_000;

const asked = pages.map((page) => JSON.parse(JSON.stringify(dashboardOf(page))) as DashboardJson);
/** Wear takes weeks, and the city lives for two hours: what the engine writes of it, in its own form. */
const wearOf = (lift: string, atMs: number): string =>
  [
    `health,lift_id=${lift} known=true,grade="fair",coverage_percent=92,index=71,door=64,lock=90,brake=88,drive=81,rope=95,levelling=77,ride=83,control=97,movement=99 ${atMs - 60_000}000000`,
    `warning,lift_id=${lift},component=door finding_id="wear-1",revision=2i,code="W01",stage="alarm",level="act",cause="door-operator-wear",severity="yellow",priority="P3",score=40,risk=0.4,component_score=64,never_budgeted=false,open=true,at_ms=${atMs}i,onset_ms=${atMs}i,low_h=60,mid_h=120,high_h=240,driver="door-close-time" ${atMs - 60_000}000000`,
  ].join('\n');

/** Columns of an answer that have no value in any row; a misspelt field is such a column. Undefined: no rows at all. */
const emptyColumns = (series: readonly InfluxSeries[]): readonly string[] | undefined => {
  const rows = series.flatMap((one) => (one.values ?? []).map((row) => ({ columns: one.columns, row })));
  if (rows.length === 0) return undefined;
  const columns = [...new Set(series.flatMap((one) => one.columns))].filter((column) => column !== 'time');
  return columns.filter((column) =>
    rows.every(({ columns: names, row }) => (row[names.indexOf(column)] ?? null) === null),
  );
};

describeWithServer('influxd', 'every query of every page on a real InfluxDB', () => {
  let influxd: RunningInfluxd;
  let city: City;
  beforeAll(async () => {
    influxd = await startInfluxd();
    const series = openInfluxSeries({ url: influxd.url, database: DATABASE });
    city = await liveInTheCity(series);
    await series.write(wearOf('big-01', city.toMs));
    await series.close();
  }, CITY_LIFE_MS);
  afterAll(() => influxd?.close());

  /** As the page shows it at the city's present; the day that the report is of is the day that has begun before. */
  const rangeOf = (panel: PanelJson, page: DashboardJson): { fromMs: number; toMs: number } => {
    if (page.time?.from.endsWith('/d') === true && panel.timeFrom === undefined)
      return { fromMs: city.fromMs - DAY_MS, toMs: city.toMs };
    const [, count = '30', unit = 'd'] = /(\d+)([mhd])$/.exec(panel.timeFrom ?? page.time?.from ?? '') ?? [];
    const spanMs = Number(count) * ({ m: 60_000, h: 3_600_000 }[unit] ?? DAY_MS);
    return { fromMs: city.toMs - spanMs, toMs: city.toMs };
  };
  const variables = { district: '.*', minimum_fleet: '20', lift: 'big-01', datasource: 'liftwatch' };
  const ask = (statement: string, range: { fromMs: number; toMs: number }) =>
    influxd.query(interpolate(statement, { ...range, interval: '1m', variables }), DATABASE);

  describe.each(asked.map((page) => [page.uid ?? '', page] as const))('%s', (_, page) => {
    const panels = (page.panels ?? []).filter((panel) => panel.type !== 'row');
    test.each(panels.map((panel) => [panel.title ?? '', panel] as const))('%s', async (_title, panel) => {
      for (const { query = '' } of panel.targets ?? []) {
        const answer = await ask(query, rangeOf(panel, page));
        expect([query, emptyColumns(answer)]).toEqual([query, []]);
      }
    });

    const choices = (page.templating?.list ?? []).flatMap(({ type, query }) =>
      type === 'query' && typeof query === 'string' ? [query] : [],
    );
    test.runIf(choices.length > 0)('its variables have something to choose from', async () => {
      for (const query of choices) {
        const answer = await influxd.query(query, DATABASE);
        expect([query, emptyColumns(answer)]).toEqual([query, []]);
      }
    });
  });

  test.each(alertRules.map((rule) => [rule.uid, rule] as const))('alert rule %s', async (_, rule) => {
    const [first] = rule.data;
    const query = first !== undefined && 'query' in first.model ? (first.model.query ?? '') : '';
    const range = { fromMs: city.toMs - Number(first?.relativeTimeRange.from) * 1_000, toMs: city.toMs };
    expect([query, emptyColumns(await ask(query, range))]).toEqual([query, []]);
  });

  describe('the daily report says what the daily page says', () => {
    const day = { fromMs: Date.parse('2026-03-02T00:00:00+08:00'), toMs: Date.parse('2026-03-03T00:00:00+08:00') - 1 };
    let report: Report;
    beforeAll(async () => {
      const series = openInfluxSeries({ url: influxd.url, database: DATABASE });
      report = await dailyReport(series, day.fromMs, day.toMs + 3_600_000);
      await series.close();
    });
    const daily = asked.find(({ uid }) => uid === 'lw-daily');
    const answers = async (title: string): Promise<readonly InfluxSeries[]> => {
      const panel = daily?.panels?.find((one) => one.title?.endsWith(` · ${title}`));
      return ask(panel?.targets?.[0]?.query ?? title, day);
    };
    const row = async (title: string): Promise<readonly unknown[]> =>
      ((await answers(title))[0]?.values?.[0] ?? []).slice(1);
    const figure = (id: string): unknown => report.figures.find((one) => one.id === id)?.value;
    const share = (id: string): unknown => (figure(id) as { share?: number }).share;
    const table = (id: string): readonly (readonly unknown[])[] =>
      report.tables.find((one) => one.id === id)?.rows ?? [];

    test('entrapments, and those that were false, self-released', async () => {
      expect(await row('entrapments')).toEqual([figure('entrapments')]);
      expect(figure('entrapments')).toBe(5);
      expect((await row('false · self · not kept')).slice(0, 2)).toEqual([
        figure('false_alarms'),
        figure('self_released'),
      ]);
      expect((await row('false · self · not kept'))[2]).toBeGreaterThanOrEqual(table('breaches').length);
    });

    test('people freed, where somebody counted them', async () => {
      const [people, rescues] = await row('people freed');
      expect([people, rescues]).toEqual([figure('people_freed'), figure('entrapments')]);
      expect(people).toBe(2);
    });

    test('mean and P90 of arrival and release', async () => {
      expect((await row('arrival')).slice(0, 2)).toEqual([figure('arrival_mean'), figure('arrival_p90')]);
      expect(await row('release')).toEqual([figure('release_mean'), figure('release_p90')]);
    });

    test('shares in time, and coverage', async () => {
      expect((await row('shares in time')).slice(0, 3)).toEqual(['within_3', 'within_15', 'within_30'].map(share));
      expect((await row('coverage'))[0]).toBeCloseTo(share('coverage') as number, 12);
    });

    test('by kind, by hour, by district', async () => {
      const byTag = async (title: string, tag: string) =>
        (await answers(title))
          .map(({ tags, values }) => [tags?.[tag] ?? '', Number(values?.[0]?.[1])] as const)
          .sort(([a], [b]) => a.localeCompare(b));
      const counts = (rows: readonly (readonly unknown[])[]): readonly number[] =>
        rows.map(([, count]) => Number(count)).sort((a, b) => a - b);
      expect(counts(await byTag('calls by type', 'kind'))).toEqual(counts(table('calls-by-kind')));
      expect((await byTag('entrapments by hour', 'hour')).map(([hour, count]) => [`${hour}:00`, count])).toEqual(
        table('by-hour'),
      );
      expect(counts(await byTag('by district', 'district_id'))).toEqual(counts(table('by-district')));
    });
  });

  describe('the monthly sheet says what the pages of rescues and of firms say', () => {
    const month = {
      fromMs: Date.parse('2026-03-01T00:00:00+08:00'),
      toMs: Date.parse('2026-04-01T00:00:00+08:00') - 1,
    };
    let sheet: Report;
    beforeAll(async () => {
      const series = openInfluxSeries({ url: influxd.url, database: DATABASE });
      sheet = await monthlyReport(series, month.fromMs, month.toMs + 3_600_000);
      await series.close();
    });
    const answers = async (uid: string, title: string): Promise<readonly InfluxSeries[]> => {
      const panel = asked.find((page) => page.uid === uid)?.panels?.find((one) => one.title?.endsWith(` · ${title}`));
      return ask(panel?.targets?.[0]?.query ?? title, month);
    };
    const row = async (title: string): Promise<readonly unknown[]> =>
      ((await answers('lw-rescue', title))[0]?.values?.[0] ?? []).slice(1);
    const figure = (id: string): unknown => sheet.figures.find((one) => one.id === id)?.value;
    const shareOf = (value: unknown): unknown => (value as { share?: number } | undefined)?.share;

    test('entrapments, false ones, times and shares of the month', async () => {
      expect(await row('entrapments')).toEqual([figure('entrapments')]);
      expect(figure('entrapments')).toBe(5);
      expect(await row('false alarms · self-released')).toEqual([figure('false_alarms'), figure('self_released')]);
      expect((await row('response'))[0]).toEqual(figure('response_mean'));
      expect((await row('arrival')).slice(0, 2)).toEqual([figure('arrival_mean'), figure('arrival_p90')]);
      expect((await row('release')).slice(0, 2)).toEqual([figure('release_mean'), figure('release_p90')]);
      expect(await row('shares in time')).toEqual(
        ['within_3', 'within_15', 'within_30'].map((id) => shareOf(figure(id))),
      );
    });

    test('each firm: lifts, the rate per 100 and arrivals in time', async () => {
      const newest = new Map<unknown, Readonly<Record<string, unknown>>>();
      for (const title of ['rates over 30 days', 'too few lifts to compare'])
        for (const { columns, values = [] } of await answers('lw-firms', title))
          for (const value of values) {
            const one = Object.fromEntries(columns.map((column, n) => [column, value[n]]));
            newest.set(one['name'], one);
          }
      const rows = sheet.tables.find((one) => one.id === 'by-firm')?.rows ?? [];
      expect(rows.length).toBe(2);
      for (const [name, lifts, affected, within30, arrivalMean] of rows) {
        const page = newest.get(name);
        expect([name, page?.['lifts'], page?.['arrival_mean_s'] ?? undefined]).toEqual([name, lifts, arrivalMean]);
        expect(page?.['per_100']).toBeCloseTo((shareOf(affected) as number) * 100, 9);
        expect(page?.['arrival_within_30_min'] ?? undefined).toEqual(shareOf(within30));
      }
    });
  });

  test('the check sees an answer that is empty and a query that is wrong', async () => {
    const range = { fromMs: city.fromMs, toMs: city.toMs };
    expect(emptyColumns(await ask('SELECT "nothing" FROM "fleet_1m" WHERE $timeFilter', range))).toBeUndefined();
    expect(emptyColumns(await ask('SELECT "lifts", "lfits" FROM "fleet_1m" WHERE $timeFilter', range))).toEqual([
      'lfits',
    ]);
    await expect(ask('SELECT sum( FROM "fleet_1m" WHERE $timeFilter', range)).rejects.toThrow(/refused/);
  });
});
