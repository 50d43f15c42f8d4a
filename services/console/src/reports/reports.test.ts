import { openSqliteSeries, type TimeSeries } from '@liftwatch/stores';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assessmentOf } from './assessment.ts';
import { reportCsv } from './csv.ts';
import { dailyReport } from './daily.ts';
import { readPeriod } from './facts.ts';
import { reportHtml } from './html.ts';
import { monthlyReport } from './monthly.ts';
import { readRange } from './read-range.ts';
import type { Report } from './report.ts';
import { cellText } from './text.ts';

const DAY = Date.parse('2026-03-02T00:00:00+08:00');
const MADE = DAY + 30 * 3_600_000;
/** ns; the lift keeps points of one series and hour apart, as the counter of a point does. */
const at = (hour: number, lift = 'L0'): string => `${DAY + hour * 3_600_000}00000${lift.slice(1)}`;

let series: TimeSeries;
beforeEach(async () => {
  series = await openSqliteSeries({ path: ':memory:', retentionMs: () => undefined });
});
afterEach(() => series.close());

const rescue = (lift: string, hour: number, fields: string): string =>
  `rescue,district_id=d1,hour=${String(hour).padStart(2, '0')} lift_id="${lift}",firm_id="f1",false_alarm=0i,self_released=0i,drill=0i,response_overdue=0i,arrival_overdue=0i,place="residential",brand="甲",firm_name="第一维保",district_name="和平区",lift_name="${lift}号梯",state="closed",${fields} ${at(hour, lift)}`;
const incident = (lift: string, hour: number, kind: string, state = 'closed'): string =>
  `incident,kind=${kind},district_id=d1 lift_id="${lift}",firm_id="f1",drill=0i,state="${state}",lift_name="${lift}号梯" ${at(hour, lift)}`;
const minutes = (): string =>
  Array.from(
    { length: 1_440 },
    (_, m) => `fleet_1m,partition=0 lifts=40i,unknown=2i,readings=9i ${DAY + m * 60_000}000000`,
  ).join('\n');
const dispatch = (): string => `dispatch_1m open_incidents=0i ${at(23.99)}`;
const firm = (lifts: number): string =>
  `figures_30d,scope=firm,id=f1 name="第一维保",lifts=${lifts}i,faults_per_100_lifts=2.5 ${at(0)}`;

const aDay = async (): Promise<Report> => {
  await series.write(
    [
      minutes(),
      dispatch(),
      firm(40),
      rescue('L1', 8, 'arrival_s=600,response_s=60,release_s=900,level=1i,cause="door-system"'),
      rescue('L1', 9, 'arrival_s=1801,response_s=240,release_s=2400,breach_zh="迟到",breach_en="late"'),
      rescue('L2', 9, 'self_released=1i,release_s=120'),
      rescue('L3', 10, 'false_alarm=1i'),
      rescue('L4', 11, 'drill=1i,arrival_s=1'),
      incident('L1', 8, 'entrapment'),
      incident('L1', 9, 'entrapment'),
      incident('L2', 9, 'entrapment'),
      incident('L5', 12, 'fault/02'),
      incident('L6', 13, 'system/rota-gap'),
      incident('L7', 13, 'system/clock-step'),
    ].join('\n'),
  );
  return dailyReport(series, DAY, MADE);
};
const figure = (report: Report, id: string) => report.figures.find((one) => one.id === id)?.value;
const table = (report: Report, id: string) => report.tables.find((one) => one.id === id)?.rows ?? [];

test('a day: drills left out, false alarms apart, unknown times in no mean, 30:01 is late', async () => {
  const report = await aDay();
  expect(report.period).toBe('2026-03-02');
  expect(report.warnings).toEqual([]);
  expect([figure(report, 'entrapments'), figure(report, 'false_alarms'), figure(report, 'self_released')]).toEqual([
    3, 1, 1,
  ]);
  expect(figure(report, 'arrival_mean')).toBe(1_200.5);
  expect(figure(report, 'arrival_p90')).toBe(1_801);
  expect(figure(report, 'release_mean')).toBe(1_140);
  expect(figure(report, 'within_15')).toMatchObject({ part: 1, of: 2 });
  expect(figure(report, 'within_30')).toMatchObject({ part: 1, of: 2 });
  expect(figure(report, 'people_freed')).toBeUndefined();
  expect(figure(report, 'coverage')).toMatchObject({ share: 0.95 });
  expect(figure(report, 'minutes_judged')).toEqual({ part: 1_440, of: 1_440, share: 1 });
  expect(table(report, 'calls-by-kind')).toEqual([
    ['困人 entrapment', 3],
    ['系统自身 liftwatch itself', 2],
    ['故障 02 关门故障 fault 02 door closing fault', 1],
  ]);
  expect(table(report, 'by-hour')).toEqual([
    ['08:00', 1],
    ['09:00', 2],
  ]);
  expect(table(report, 'by-cause')).toEqual([
    ['未填报 not filed', 2],
    ['门系统 door system', 1],
  ]);
  expect(table(report, 'repeat-lifts')).toMatchObject([
    [expect.stringContaining('L1'), undefined, 2, 0, '困人 entrapment ×2'],
  ]);
  expect(table(report, 'by-firm')[0]?.slice(0, 3)).toEqual([
    '第一维保',
    40,
    expect.objectContaining({ part: 2, of: 40 }),
  ]);
  expect(table(report, 'breaches')).toHaveLength(1);
});

test('a day without data says so first, and nothing of it reads as 0 %', async () => {
  const report = await dailyReport(series, DAY, MADE);
  expect(report.warnings.map(({ en }) => en)).toEqual([
    'Nothing was judged in the period: what was not counted is not known, what was may be too low.',
  ]);
  expect(
    report.figures.map(({ id, value }) => [id, cellText(value, 'count')]).filter(([, text]) => text === '0'),
  ).toEqual([]);
  expect(figure(report, 'minutes_judged')).toEqual({ part: 0, of: 1_440, share: 0 });
  expect(figure(report, 'entrapments')).toBeUndefined();
  expect(figure(report, 'coverage')).toBeUndefined();
  const html = reportHtml(report);
  expect(html).toContain('未知 not known');
  expect(html).not.toContain('No incidents in the period');
  expect(html.match(/there is no data of the period/g)?.length).toBeGreaterThan(5);
  expect(html.match(/0\.0 %/g)).toHaveLength(1);
});

test('holes, stale data and a period that is not over are named', async () => {
  await series.write(
    Array.from({ length: 300 }, (_, m) => `fleet_1m,partition=0 lifts=40i,unknown=20i ${DAY + m * 60_000}000000`).join(
      '\n',
    ),
  );
  const report = await dailyReport(series, DAY, DAY + 10 * 3_600_000);
  const { warnings } = report;
  expect(figure(report, 'minutes_judged')).toEqual({ part: 300, of: 600, share: 0.5 });
  const text = warnings.map(({ en }) => en).join('\n');
  expect(text).toMatch(/not over/);
  expect(text).toMatch(/ends at 2026-03-02 04:59/);
  expect(text).toMatch(/300 of 600 minutes/);
  expect(text).toMatch(/only 50\.0 %/);
  expect(text).toMatch(/Data of dispatch is incomplete/);
});

describe('forms', () => {
  test('HTML needs nothing from outside and lets nothing of the data become markup', async () => {
    await series.write(rescue('L9', 5, 'breach_zh="<script>alert(1)</script>",breach_en="x"'));
    const html = reportHtml(await aDay());
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toMatch(/<script|src=|href=|url\(/);
    expect(html).toContain("default-src 'none'");
    expect(html).toContain('1/2, 9.5 %–90.5 %');
  });

  test('CSV: one value a line, empty where unknown, no formula, read back as it was', async () => {
    await series.write(rescue('L9', 5, 'breach_zh="=cmd()",breach_en="x, \\"y\\""'));
    const csv = reportCsv(await aDay());
    expect(csv.startsWith('\uFEFFsection,row,figure,unit,value,part,of,low,high,title_zh,title_en\r\n')).toBe(true);
    expect(csv).toContain('\r\nsummary,,arrival_p90,s,1801,,,,,到场 P90,arrival P90\r\n');
    expect(csv).toContain('\r\nsummary,,people_freed,1,,,,,,救出人数,people freed\r\n');
    expect(csv).toContain('\r\nby-firm,第一维保,affected_per_100,1/100,');
    expect(csv).toContain(`"'=cmd() / x, ""y"""`);
  });

  test.each([
    [undefined, 'count', '未知 not known'],
    [0, 'count', '0'],
    [3_725, 'duration', '1:02:05'],
    [65, 'duration', '1:05'],
    [{ part: 1, of: 8, share: 0.125, low: 0.02, high: 0.47 }, 'per100', '12.50'],
    [{ part: 0, of: 0 }, 'share', '未知 not known'],
  ] as const)('%o as %s is %s', (cell, unit, text) => {
    expect(cellText(cell, unit)).toBe(text);
  });
});

test('the sheet of a firm scores what is known, leaves the rest open, and forgives chance', async () => {
  await aDay();
  const facts = await readPeriod(series, { fromMs: DAY, toMs: DAY + 86_400_000 });
  const [fleet] = facts.fleets;
  if (!fleet) throw new RangeError('no fleet');
  const sheet = assessmentOf(fleet, facts);
  expect(sheet.dimensions.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
  expect(sheet.assessed).toBe(40);
  const [, , , rescuing, effect, , upkeep] = sheet.dimensions;
  // 1 of 2 within 30 min: 5; median 600 s: 4; 1 of 2 within 3 min: 2; nobody took over: 2.
  expect(rescuing?.points).toBe(13);
  // 2 of 40 lifts is 5 per 100, but chance reaches down to 1.38: some of 12; half of those affected came back: 4.
  expect(effect?.points).toBeGreaterThan(4);
  expect(effect?.points).toBeLessThan(8);
  expect(upkeep).not.toHaveProperty('points');
  const month = await monthlyReport(series, DAY, MADE);
  expect(month.period).toBe('2026-03');
  expect(month.tables.map(({ id }) => id)).toContain('assessment-f1');
});

test('a range longer than one answer is read whole', async () => {
  const lines = Array.from({ length: 25_000 }, (_, i) => `fleet_1m,partition=0 lifts=${i}i ${DAY + i * 1_000}000000`);
  await series.write(lines.join('\n'));
  const rows = await readRange(series, 'fleet_1m', { fromMs: DAY, toMs: DAY + 25_000_000 });
  expect(rows.map((row) => row.fields['lifts'])).toEqual(Array.from({ length: 25_000 }, (_, i) => i));
});

test('a month shows what was so in it: a lift that was taken out since is named, and stays in what rates are out of', async () => {
  const figures = (fields: string): string =>
    `figures_30d,scope=firm,id=f1 name="第一维保",faults_per_100_lifts=2.5,${fields} ${at(0)}`;
  await series.write(
    [
      minutes(),
      dispatch(),
      figures('lifts=27i,lifts_30d=30i,removed_lifts_30d=1i,moved_lifts_30d=2i'),
      rescue('L1', 8, 'arrival_s=600,response_s=60,release_s=900'),
      `removed_lift,lift_id=L1 lift_name="1号梯",site_name="天塔",firm_name="第一维保",reason="scrapped" ${at(12)}`,
      `removed_lift,lift_id=L9 lift_name="9号梯",removed_by="op" ${DAY + 40 * 86_400_000}000000`,
    ].join('\n'),
  );
  const month = await monthlyReport(series, DAY, MADE + 60 * 86_400_000);
  expect(table(month, 'removed-lifts')).toEqual([
    [expect.stringContaining('03-02'), '天塔 1号梯 (L1)', '第一维保', 'scrapped'],
  ]);
  const [row] = table(month, 'by-firm');
  expect(row?.[1]).toBe(27);
  expect(row?.[2]).toMatchObject({ part: 1, of: 30 });
  expect(row?.[6]).toContain('注销 1 台');
  expect(row?.[6]).toContain('转出 2 台');
  expect(month.tables.find(({ id }) => id === 'assessment-f1')?.about.zh).toContain('近 30 天转出 2 台');
  expect(reportHtml(month)).toContain('1号梯');
  // Of a day its lifts at its end.
  const [ofDay] = table(await dailyReport(series, DAY, MADE), 'by-firm');
  expect(ofDay?.[2]).toMatchObject({ part: 1, of: 27 });
});

test('figures from before lifts that were taken out were counted read as they did', async () => {
  await series.write([minutes(), dispatch(), firm(40)].join('\n'));
  const month = await monthlyReport(series, DAY, MADE);
  expect(table(month, 'by-firm')[0]?.[2]).toMatchObject({ part: 0, of: 40 });
  expect(table(month, 'removed-lifts')).toEqual([]);
});
