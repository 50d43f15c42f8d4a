import { describe, expect, test } from 'vitest';
import { dashboardOf } from '../page.ts';
import { pages } from '../pages/index.ts';
import { panelSchema } from '../schema/panels.ts';
import { lintDashboard } from './dashboard.ts';
import type { DashboardJson, PanelJson } from './dashboard-json.ts';
import { statementProblems } from './statement.ts';

const jsonOf = (index: number): DashboardJson =>
  JSON.parse(JSON.stringify(dashboardOf(pages[index] as (typeof pages)[number]))) as DashboardJson;

describe.each(pages.map((page, index) => [page.uid, index] as const))('%s', (_, index) => {
  const dashboard = jsonOf(index);

  test('keeps the rules of the house', () => {
    expect(lintDashboard(dashboard)).toEqual([]);
  });

  test('has panels that Grafana knows, each with options that exist', () => {
    expect(dashboard.panels?.length).toBeGreaterThan(4);
    for (const panel of dashboard.panels ?? []) {
      const parsed = panelSchema.safeParse(panel);
      expect([panel.title, parsed.success ? [] : parsed.error.issues]).toEqual([panel.title, []]);
    }
  });
});

test('seven pages, each with an address of its own', () => {
  expect(new Set(pages.map((page) => page.uid)).size).toBe(7);
});

const broken = (change: (panel: PanelJson & Record<string, unknown>) => object): readonly string[] => {
  const city = jsonOf(0);
  const panels = (city.panels ?? []).map((panel, i) => (i === 2 ? { ...panel, ...change(panel as never) } : panel));
  return lintDashboard({ ...city, panels });
};
const withQuery = (query: string) => broken((panel) => ({ targets: [{ ...panel.targets?.[0], query }] }));

test.each([
  ['no English title', broken(() => ({ title: '困人' })), /title in Chinese and English/],
  ['no Chinese title', broken(() => ({ title: 'trapped' })), /title in Chinese and English/],
  ['no definition', broken(() => ({ description: '' })), /description that defines/],
  ['no unit', broken(() => ({ fieldConfig: { defaults: { noValue: 'no data' } } })), /a unit is missing/],
  ['no data shown as 0', broken(() => ({ fieldConfig: { defaults: { unit: 'none', noValue: '0' } } })), /is a 0/],
  ['an id twice', broken(() => ({ id: 1 })), /has the id of/],
  ['an overlap', broken(() => ({ gridPos: { x: 0, y: 0, w: 5, h: 4 } })), /overlaps/],
  ['outside the grid', broken(() => ({ gridPos: { x: 22, y: 90, w: 5, h: 4 } })), /outside/],
  ['two statements', withQuery('SELECT a FROM b WHERE $timeFilter; SELECT c FROM d'), /more than one statement/],
  ['an unknown variable', withQuery("SELECT a FROM b WHERE $timeFilter AND c = '$nobody'"), /unknown variable nobody/],
  [
    'no data source',
    broken((panel) => ({ targets: [{ ...panel.targets?.[0], datasource: undefined }] })),
    /no data source/,
  ],
  ['no target', broken(() => ({ targets: [] })), /no target/],
])('the lint finds %s', (_, problems, pattern) => {
  expect(problems.join('\n')).toMatch(pattern);
});

test('the lint finds a page without freshness, without a zone, without an address', () => {
  const city = jsonOf(0);
  const { uid: _uid, ...rest } = city;
  const stale = { ...rest, timezone: 'browser', panels: city.panels?.slice(2) ?? [] };
  expect(lintDashboard(stale)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/fresh/) as string,
      expect.stringMatching(/days would not/) as string,
      expect.stringMatching(/no uid/) as string,
    ]),
  );
});

test.each([
  ['SELECT last("score") FROM "score" WHERE $timeFilter GROUP BY "lift_id"', /GROUP BY lift_id/],
  ['SELECT last("score") FROM "score" WHERE $timeFilter GROUP BY time(1m), "lift_id"', /GROUP BY lift_id/],
  ['SELECT last("score") FROM "score" WHERE $timeFilter GROUP BY *', /GROUP BY \*/],
  ['SELECT "floor" FROM "lift_state" WHERE $timeFilter', /rows of telemetry/],
  ['SELECT "floor" FROM "lift_state"', /no \$timeFilter/],
  ['SELECT count("x") FROM "fleet_1m" WHERE $timeFilter GROUP BY time(1m) fill(0)', /fill/],
])('statement: %s', (statement, pattern) => {
  expect(statementProblems(statement, new Set(['lift'])).join('\n')).toMatch(pattern);
});

test('one lift may be grouped and read row by row', () => {
  const one = `SELECT "floor" FROM "lift_state" WHERE "lift_id" = '$lift' AND $timeFilter GROUP BY "lift_id"`;
  expect(statementProblems(one, new Set(['lift']))).toEqual([]);
});

test('the schema refuses an option that does not exist, and thresholds that fall', () => {
  const panel = structuredClone(jsonOf(0).panels?.[2]) as unknown as Record<string, unknown>;
  expect(panelSchema.safeParse(panel).success).toBe(true);
  expect(panelSchema.safeParse({ ...panel, options: { ...(panel['options'] as object), colour: 'red' } }).success).toBe(
    false,
  );
  const { defaults } = panel['fieldConfig'] as { defaults: object };
  const thresholds = {
    mode: 'absolute',
    steps: [
      { value: null, color: 'red' },
      { value: 9, color: 'red' },
      { value: 3, color: 'red' },
    ],
  };
  expect(
    panelSchema.safeParse({ ...panel, fieldConfig: { overrides: [], defaults: { ...defaults, thresholds } } }).success,
  ).toBe(false);
});
