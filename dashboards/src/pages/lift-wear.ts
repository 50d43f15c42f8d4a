import { warningComponents, warningComponentNames } from '@liftwatch/schemas';
import type { Placed } from '../panels/panel.ts';
import { statPanel } from '../panels/stat.ts';
import { tablePanel } from '../panels/table.ts';
import { timeSeriesPanel } from '../panels/time-series.ts';
import { below } from '../panels/thresholds.ts';
import { t } from '../text.ts';

const own = `"lift_id" = '$lift' AND $timeFilter`;
const nameOf = (component: string): string => {
  const row = warningComponents.find((one) => one.component === component);
  return row === undefined ? component : `${row.zh} ${row.en}`;
};
const scores = warningComponentNames.map((component) => `last("${component}") AS "${nameOf(component)}"`).join(', ');

/** Early warning of one lift: its health, component by component, and what asks for a visit. */
export const wearPanels: readonly Placed[] = [
  statPanel({
    title: t('健康指数', 'health index'),
    about: t(
      '预警给出的健康指数，0–100，100 为如新；每日写入一次。数据不足时没有数值，显示为未知。',
      'Health index of early warning, 0-100, 100: as new; written once a day. With too little data there is none, and it shows as unknown.',
    ),
    width: 4,
    timeFrom: '30d',
    query: `SELECT last("index") AS "index" FROM "health" WHERE ${own}`,
    unit: 'none',
    decimals: 0,
    steps: below(50, 75),
    noValue: '未知 unknown',
  }),
  statPanel({
    title: t('评分所依据的数据', 'data behind it'),
    about: t(
      '健康评分所需数据中已有的百分比；低时指数不可信。',
      'Share of the data that the health index needs and has, in per cent; where it is low the index says little.',
    ),
    width: 4,
    timeFrom: '30d',
    query: `SELECT last("coverage_percent") AS "coverage" FROM "health" WHERE ${own}`,
    unit: 'percent',
    decimals: 0,
    noValue: '未知 unknown',
  }),
  timeSeriesPanel({
    title: t('部件健康', 'health by component'),
    about: t(
      '各部件的评分，0–100，每日一点；没有评分的部件数据不足。线下降即磨损。',
      'Score of each component, 0-100, a point a day; a component without a score has too little data. A line that falls is wear.',
    ),
    width: 16,
    timeFrom: '180d',
    queries: [`SELECT ${scores} FROM "health" WHERE ${own} GROUP BY time(1d) fill(none) tz('Asia/Shanghai')`],
    unit: 'none',
    min: 0,
  }),
];

export const warningsPanel: Placed = tablePanel({
  title: t('预警', 'early warnings'),
  about: t(
    '本梯的预警：部件、级别、30 天内故障风险、到达限值的时间（小时，最早—居中—最迟）和主要征兆。每条一行，随变化更新；最多 100 行。',
    'Early warnings of this lift: component, level, risk of a fault within 30 days, time to the limit in hours (earliest, middle, latest) and the leading sign. One row each, updated as it goes on; at most 100.',
  ),
  width: 24,
  timeFrom: '180d',
  query: `SELECT "component"::tag, "level", "severity", "component_score", "risk", "low_h", "mid_h", "high_h", "cause", "driver", "open" FROM "warning" WHERE ${own} ORDER BY time DESC LIMIT 100`,
  columns: [
    { name: 'component', title: '部件 component' },
    { name: 'level', title: '级别 level' },
    { name: 'severity', title: '颜色 colour' },
    { name: 'component_score', title: '评分 score', unit: 'none', decimals: 0 },
    { name: 'risk', title: '风险 risk', unit: 'percentunit', decimals: 0 },
    { name: 'low_h', title: '最早 earliest (h)', unit: 'none', decimals: 0 },
    { name: 'mid_h', title: '居中 middle (h)', unit: 'none', decimals: 0 },
    { name: 'high_h', title: '最迟 latest (h)', unit: 'none', decimals: 0 },
    { name: 'cause', title: '原因 cause' },
    { name: 'driver', title: '征兆 sign' },
    { name: 'open', title: '未结束 open' },
  ],
  noValue: '没有预警（见评分所依据的数据）none (see the data behind it)',
});
