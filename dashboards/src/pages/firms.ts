import type { Page } from '../page.ts';
import { textVariable } from '../page.ts';
import { tablePanel, type Column } from '../panels/table.ts';
import { timeSeriesPanel } from '../panels/time-series.ts';
import { t } from '../text.ts';
import { MINIMUM_FLEET_LIFTS } from '@liftwatch/schemas';
import { freshness } from './freshness.ts';

const selected =
  '"id"::tag, "name", "lifts", "affected" * 100 AS "per_100", "affected_low" * 100 AS "low", "affected_high" * 100 AS "high", ' +
  '"faults_per_100_lifts", "response_within_3_min", "arrival_within_30_min", "arrival_within_30_min_low", "arrival_within_30_min_high", "arrival_mean_s", "arrival_p90_s"';
const firms = (condition: string): string =>
  `SELECT ${selected} FROM "figures_30d" WHERE "scope" = 'firm' AND ${condition} AND $timeFilter`;

const plainColumns: readonly Column[] = [
  { name: 'id', title: '单位 firm' },
  { name: 'name', title: '名称 name' },
  { name: 'lifts', title: '电梯 lifts', unit: 'none' },
  { name: 'per_100', title: '困人/百台 per 100', unit: 'none', decimals: 2 },
  { name: 'low', title: '下限 low', unit: 'none', decimals: 2 },
  { name: 'high', title: '上限 high', unit: 'none', decimals: 2 },
  { name: 'faults_per_100_lifts', title: '故障/百台 faults per 100', unit: 'none', decimals: 1 },
  { name: 'response_within_3_min', title: '响应≤3min', unit: 'percentunit', decimals: 1 },
  { name: 'arrival_within_30_min', title: '到场≤30min', unit: 'percentunit', decimals: 1 },
  { name: 'arrival_within_30_min_low', title: '下限 low', unit: 'percentunit', decimals: 1 },
  { name: 'arrival_within_30_min_high', title: '上限 high', unit: 'percentunit', decimals: 1 },
  { name: 'arrival_mean_s', title: '平均到场 mean', unit: 's', decimals: 0 },
  { name: 'arrival_p90_s', title: 'P90', unit: 's', decimals: 0 },
];

/** Bars beside the numbers, where there is something to compare. */
const columns = plainColumns.map((column) => (column.name === 'per_100' ? { ...column, gaugeTo: 10 } : column));

export const firmsPage: Page = {
  uid: 'lw-firms',
  folder: 'safety',
  title: t('维保单位', 'Maintenance firms'),
  about: t(
    '比较的是比率及其区间，不是次数：次数会惩罚规模大的单位。区间重叠的两家单位不能分出高下。',
    'What is compared is rates with their intervals, never counts: counts would punish the large. Two firms whose intervals overlap cannot be told apart.',
  ),
  time: { from: 'now-30d', to: 'now' },
  refresh: '5m',
  variables: [textVariable('minimum_fleet', t('最小规模（台）', 'minimum fleet (lifts)'), String(MINIMUM_FLEET_LIFTS))],
  bands: [
    { height: 4, panels: freshness(12) },
    {
      height: 11,
      panels: [
        tablePanel({
          title: t('近 30 天比率', 'rates over 30 days'),
          about: t(
            '规模不小于“最小规模”的单位。困人/百台：近 30 天每 100 台在保电梯中至少困人一次的台数，附 95% Wilson 区间；误报和演练除外。到场率的分母为时间已知或已超时的救援。变化后一分钟内重算，至少每小时一次。',
            'Firms with at least the minimum fleet. Per 100: lifts under contract at any time of the 30 days with at least one entrapment in them, per 100, with the 95 % Wilson interval; false alarms and drills left out. Shares in time are out of rescues whose time is known or overdue. Computed anew within a minute of a change, at least each hour.',
          ),
          width: 24,
          timeFrom: '24h',
          query: firms('"lifts" >= $minimum_fleet'),
          columns,
          hide: ['Time'],
          sortBy: { column: '困人/百台 per 100', desc: true },
        }),
      ],
    },
    {
      height: 7,
      panels: [
        tablePanel({
          title: t('规模太小，不作比较', 'too few lifts to compare'),
          about: t(
            '规模小于“最小规模”的单位：一次困人就会使比率大幅变化，因此只列出，不排名。',
            'Firms with fewer lifts than the minimum fleet: one entrapment would move the rate far, so they are listed and not ranked.',
          ),
          width: 24,
          timeFrom: '24h',
          query: firms('"lifts" < $minimum_fleet'),
          columns: plainColumns,
          hide: ['Time'],
        }),
      ],
    },
    {
      height: 9,
      panels: [
        timeSeriesPanel({
          title: t('困人/百台的变化', 'rate per 100 over time'),
          about: t(
            '各单位每日的 30 天困人台数/百台（滚动）。只画规模足够的单位。',
            'The rolling 30-day rate per 100 lifts of each firm, one value a day. Firms with the minimum fleet only.',
          ),
          width: 12,
          queries: [
            'SELECT last("affected") * 100 AS "per_100" FROM "figures_30d" WHERE "scope" = \'firm\' AND "lifts" >= $minimum_fleet AND $timeFilter GROUP BY time(1d), "id" fill(none) tz(\'Asia/Shanghai\')',
          ],
          unit: 'none',
          decimals: 2,
          min: 0,
          alias: '$tag_id',
        }),
        tablePanel({
          title: t('终端在线率', 'time with data'),
          about: t(
            '期间内各单位电梯状态已知的时间占比（判定引擎每日汇总，当日结束后写入）。状态未知的时间不算正常。',
            'Share of time in which the state of a firm’s lifts was known, from the engine’s daily roll-ups (written after the end of the day). Unknown time is not normal time.',
          ),
          width: 12,
          query:
            'SELECT 1 - sum("unknown_s") / (sum("normal_s") + sum("fault_s") + sum("unknown_s")) AS "known", sum("fault_s") / (sum("normal_s") + sum("fault_s")) AS "down" FROM "firm_1d" WHERE $timeFilter GROUP BY "firm_id"',
          columns: [
            { name: 'firm_id', title: '单位 firm' },
            { name: 'known', title: '在线 known', unit: 'percentunit', decimals: 2 },
            { name: 'down', title: '故障时间 with a fault', unit: 'percentunit', decimals: 2 },
          ],
          hide: ['Time'],
        }),
      ],
    },
  ],
};
