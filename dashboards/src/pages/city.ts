import type { Page } from '../page.ts';
import { mapPanel } from '../panels/map.ts';
import { tablePanel } from '../panels/table.ts';
import { timeSeriesPanel } from '../panels/time-series.ts';
import { t } from '../text.ts';
import { censusPanels, dangerPanels } from './census.ts';
import { freshness } from './freshness.ts';
import { drillColumn } from './drills.ts';
import { liftLink } from './links.ts';

/** Lift-minutes of each condition over all lift-minutes: right for any step, and quick, since it needs no subquery. */
const conditionOverTime =
  'SELECT sum("normal") / sum("lifts") AS "正常 normal", sum("fault") / sum("lifts") AS "故障 fault", sum("unknown") / sum("lifts") AS "未知 unknown" ' +
  'FROM "fleet_1m" WHERE $timeFilter GROUP BY time($__interval) fill(none)';

const byDistrict =
  'SELECT sum("lifts") AS "lifts", sum("normal") AS "normal", sum("fault") AS "fault", sum("unknown") AS "unknown" FROM ' +
  '(SELECT last("lifts") AS "lifts", last("normal") AS "normal", last("fault") AS "fault", last("unknown") AS "unknown" ' +
  'FROM "district_5m" WHERE $timeFilter GROUP BY "district_id", "partition") GROUP BY "district_id"';

const liveColumns = [
  drillColumn,
  { name: 'lift_id', title: '电梯 lift', href: liftLink },
  { name: 'lift_name', title: '名称 name' },
  { name: 'site_name', title: '地点 site' },
  { name: 'firm_name', title: '维保 firm' },
  { name: 'kind', title: '类型 kind' },
  { name: 'codes', title: '代码 codes' },
  { name: 'priority', title: '等级 priority' },
  { name: 'state', title: '进展 state' },
  { name: 'summary_zh', title: '说明' },
  { name: 'summary_en', title: 'what' },
];

export const cityPage: Page = {
  uid: 'lw-city',
  folder: 'safety',
  title: t('城市总览', 'City overview'),
  about: t(
    '全市电梯此刻的状态：先看数据时效，再看需要人处理的事件。',
    'The lifts of the city as they are now: look at the freshness first, then at what needs people.',
  ),
  time: { from: 'now-24h', to: 'now' },
  refresh: '30s',
  bands: [
    { height: 4, panels: [...freshness(4), ...dangerPanels, ...censusPanels] },
    {
      height: 14,
      panels: [
        mapPanel({
          title: t('进行中的事件', 'incidents going on'),
          about: t(
            '已告警且未结束的事件，按注册坐标（WGS 84）标出；颜色按等级：红 P0–P1，橙 P2，黄 P3，蓝 P4。没有坐标的电梯和演练不在图上，但在右侧列表中。事件自发生起最多显示 30 天。',
            'Incidents with an alarm that have not ended, at the registered coordinates (WGS 84); coloured by priority: red P0-P1, orange P2, yellow P3, blue P4. A lift without coordinates, and an exercise, is not on the map but in the list beside it. Shown for at most 30 days from the opening.',
          ),
          width: 12,
          timeFrom: '30d',
          query:
            'SELECT "latitude", "longitude", "severity", "lift_id", "lift_name", "site_name", "codes", "priority", "state", "summary_zh", "summary_en" ' +
            'FROM "incident" WHERE "live" = 1 AND "drill" = 0 AND "latitude" >= -90 AND $timeFilter',
          noValue: '没有带坐标的进行中事件 no incident with coordinates is going on',
        }),
        tablePanel({
          title: t('需要处理', 'what needs people'),
          about: t(
            '已告警且未结束的事件，最紧急的在前（P0 危及生命，P1 人员被困或即将受伤）。演练在首列注明，轿厢内无人。最多 200 行。',
            'Incidents with an alarm that have not ended, the most urgent first (P0 danger to life, P1 a person trapped or about to be hurt). An exercise says so in the first column: nobody is in the car. At most 200 rows.',
          ),
          width: 12,
          timeFrom: '30d',
          query:
            'SELECT "drill", "lift_id", "lift_name", "site_name", "firm_name", "kind"::tag, "codes", "priority", "state", "summary_zh", "summary_en" ' +
            'FROM "incident" WHERE "live" = 1 AND $timeFilter ORDER BY time DESC LIMIT 200',
          columns: liveColumns,
          sortBy: { column: '等级 priority', desc: false },
          noValue: '没有进行中的事件（见数据时效）nothing is going on (see the freshness)',
        }),
      ],
    },
    {
      height: 8,
      panels: [
        timeSeriesPanel({
          title: t('电梯状态', 'condition of lifts'),
          about: t(
            '每个时间段内正常、故障、未知的电梯·分钟占比。空白表示该时段没有任何判定数据。',
            'Share of lift-minutes of each interval that were normal, had a fault or were unknown. A gap means that nothing was judged.',
          ),
          width: 12,
          queries: [conditionOverTime],
          unit: 'percentunit',
          decimals: 1,
          min: 0,
          stacked: true,
          colors: { '正常 normal': 'green', '故障 fault': 'orange', '未知 unknown': 'gray' },
        }),
        timeSeriesPanel({
          title: t('每小时新告警', 'new alarms per hour'),
          about: t(
            '每小时首次成为告警的判定数：困人与全部故障。按发生时刻计；没有数据的小时不画，0 表示有数据且无告警。',
            'Findings that became an alarm, per hour of their onset: entrapments and all faults. An hour without data is not drawn; 0 means data and no alarm.',
          ),
          width: 12,
          queries: [
            'SELECT sum("entrapments") AS "困人 entrapments", sum("faults") AS "全部 all faults" FROM "fleet_1m" WHERE $timeFilter GROUP BY time(1h) fill(none)',
          ],
          unit: 'none',
          min: 0,
          bars: true,
        }),
      ],
    },
    {
      height: 9,
      panels: [
        tablePanel({
          title: t('各区状态', 'districts now'),
          about: t(
            '各区电梯数及其中正常、故障、未知的数量，取各分区最新 5 分钟之和；未登记所在区的电梯列为 unregistered。',
            'Lifts of each district and how many are normal, have a fault or are unknown: the newest five minutes of each partition, added up. Lifts without a registered district are under "unregistered".',
          ),
          width: 12,
          timeFrom: '20m',
          query: byDistrict,
          columns: [
            { name: 'district_id', title: '区 district' },
            { name: 'lifts', title: '电梯 lifts', unit: 'none' },
            { name: 'normal', title: '正常 normal', unit: 'none' },
            { name: 'fault', title: '故障 fault', unit: 'none' },
            { name: 'unknown', title: '未知 unknown', unit: 'none' },
          ],
          hide: ['Time'],
        }),
        tablePanel({
          title: t('各区 30 天救援', 'rescues of districts, 30 days'),
          about: t(
            '近 30 天每 100 台电梯中发生过困人的台数及 95% Wilson 区间、平均到场时间、30 分钟到场率。误报和演练除外。',
            'Lifts with at least one entrapment per 100 lifts over 30 days with the 95 % Wilson interval, mean arrival, and share of arrivals within 30 minutes. False alarms and drills are left out.',
          ),
          width: 12,
          timeFrom: '24h',
          query:
            'SELECT "id"::tag, "name", "lifts", "affected" * 100 AS "per_100", "affected_low" * 100 AS "low", "affected_high" * 100 AS "high", "arrival_mean_s", "arrival_within_30_min" ' +
            'FROM "figures_30d" WHERE "scope" = \'district\' AND $timeFilter',
          columns: [
            { name: 'id', title: '区 district' },
            { name: 'name', title: '名称 name' },
            { name: 'lifts', title: '电梯 lifts', unit: 'none' },
            { name: 'per_100', title: '困人/百台 per 100', unit: 'none', decimals: 2 },
            { name: 'low', title: '下限 low', unit: 'none', decimals: 2 },
            { name: 'high', title: '上限 high', unit: 'none', decimals: 2 },
            { name: 'arrival_mean_s', title: '平均到场 mean arrival', unit: 's', decimals: 0 },
            { name: 'arrival_within_30_min', title: '≤30 min', unit: 'percentunit', decimals: 1 },
          ],
          hide: ['Time'],
        }),
      ],
    },
  ],
};
