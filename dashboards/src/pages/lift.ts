import type { Page } from '../page.ts';
import { textVariable } from '../page.ts';
import { statPanel } from '../panels/stat.ts';
import { tablePanel } from '../panels/table.ts';
import { timelinePanel } from '../panels/timeline.ts';
import { timeSeriesPanel } from '../panels/time-series.ts';
import { above } from '../panels/thresholds.ts';
import { t } from '../text.ts';
import { drillColumn } from './drills.ts';
import { freshness } from './freshness.ts';
import { trendPanels } from './lift-trends.ts';
import { warningsPanel, wearPanels } from './lift-wear.ts';

const own = `"lift_id" = '$lift' AND $timeFilter`;
/** The engine writes a still lift once a minute; after two without a word nobody knows. */
const STATE_HOLDS_MS = 120_000;

export const liftPage: Page = {
  uid: 'lw-lift',
  folder: 'safety',
  title: t('单台电梯', 'One lift'),
  about: t(
    '一台电梯的状态、故障、健康和趋势。从其他页点电梯编号进入，或在上方输入编号。',
    'State, faults, health and trends of one lift. Click a lift on another page, or type its id above.',
  ),
  time: { from: 'now-24h', to: 'now' },
  refresh: '30s',
  variables: [textVariable('lift', t('电梯', 'lift'), 'plaza-01')],
  bands: [
    {
      height: 4,
      panels: [
        ...freshness(4),
        statPanel({
          title: t('本梯最近数据', 'newest word of this lift'),
          about: t(
            '本梯最近一个状态点的时间。静止的电梯每分钟写一次；超过 2 分钟即为未知。',
            'Time of the newest state of this lift. A still lift is written once a minute; after two minutes its state is unknown.',
          ),
          width: 4,
          query: `SELECT last("seq") AS "seq" FROM "lift_state" WHERE ${own}`,
          unit: 'dateTimeFromNow',
          field: 'Time',
          calc: 'max',
        }),
        statPanel({
          title: t('当前严重度', 'score now'),
          about: t(
            '当前最严重的未结束判定的分值，0–100；0 表示没有未结束的判定。失联时不可信，见“状态已知”。',
            'Score of the worst finding that is open, 0-100; 0: none is open. Not to be trusted while the lift is silent: see "known".',
          ),
          width: 4,
          timeFrom: '30d',
          query: `SELECT last("score") AS "score" FROM "score" WHERE ${own}`,
          unit: 'none',
          decimals: 0,
          steps: above(30, 70),
        }),
        statPanel({
          title: t('未结束判定', 'open findings'),
          about: t('当前未结束的判定数（含疑似）。', 'Findings that are open now, suspected ones included.'),
          width: 4,
          timeFrom: '30d',
          query: `SELECT last("open_findings") AS "open_findings" FROM "score" WHERE ${own}`,
          unit: 'none',
          decimals: 0,
        }),
        statPanel({
          title: t('状态已知', 'known'),
          about: t(
            '写入最近一次严重度时本梯是否有数据：true 有，false 失联。',
            'Whether the lift was heard from when its score was last written: true or false.',
          ),
          width: 4,
          timeFrom: '30d',
          query: `SELECT last("known") AS "known" FROM "score" WHERE ${own}`,
          unit: 'bool',
          field: 'known',
        }),
      ],
    },
    {
      height: 9,
      panels: [
        timelinePanel({
          title: t('状态时间线', 'state timeline'),
          about: t(
            '上报的状态，只在变化时写入，每分钟至少一次。空白：超过 2 分钟没有消息，状态未知。',
            'States as reported, written when they change and at least once a minute. Empty: no word for more than two minutes, so nobody knows.',
          ),
          width: 24,
          query: `SELECT "service_mode", "car_status", "direction", "car_door_status", "passenger_present", "floor" FROM "lift_state" WHERE ${own} LIMIT 20000`,
          holdsMs: STATE_HOLDS_MS,
        }),
      ],
    },
    {
      height: 9,
      heading: t('故障与事件', 'Faults and incidents'),
      panels: [
        tablePanel({
          title: t('判定', 'findings'),
          about: t(
            '本梯的判定：代码、等级、开始与结束时刻、时长。每条判定一行，随结束而更新。最多 500 行。',
            'Findings of this lift: code, priority, onset, end and duration. One row per finding, updated when it ends. At most 500 rows.',
          ),
          width: 12,
          timeFrom: '30d',
          query: `SELECT "code"::tag, "priority", "stage", "rule", "rule_version", "occupancy", "open", "ended_ms", "duration_s" FROM "open_fault" WHERE ${own} ORDER BY time DESC LIMIT 500`,
          columns: [
            { name: 'code', title: '代码 code', width: 80 },
            { name: 'priority', title: '等级 priority', width: 80 },
            { name: 'stage', title: '阶段 stage' },
            { name: 'rule', title: '规则 rule' },
            { name: 'rule_version', title: '版本 version', width: 80 },
            { name: 'occupancy', title: '载人 occupancy' },
            { name: 'open', title: '未结束 open' },
            { name: 'ended_ms', title: '结束 ended', unit: 'dateTimeAsIso' },
            { name: 'duration_s', title: '时长 lasted', unit: 's' },
          ],
          noValue: '没有判定（见本梯最近数据）none (see the newest word)',
        }),
        tablePanel({
          title: t('事件', 'incidents'),
          about: t(
            '本梯的事件及其进展和结果。最多 500 行。',
            'Incidents of this lift, how far they are and how they ended. At most 500 rows.',
          ),
          width: 12,
          timeFrom: '30d',
          query: `SELECT "drill", "kind"::tag, "priority", "state", "outcome", "codes", "duration_s", "summary_zh", "summary_en" FROM "incident" WHERE ${own} ORDER BY time DESC LIMIT 500`,
          columns: [
            drillColumn,
            { name: 'kind', title: '类型 kind' },
            { name: 'priority', title: '等级 priority', width: 80 },
            { name: 'state', title: '进展 state' },
            { name: 'outcome', title: '结果 outcome' },
            { name: 'codes', title: '代码 codes' },
            { name: 'duration_s', title: '时长 lasted', unit: 's' },
            { name: 'summary_zh', title: '说明' },
            { name: 'summary_en', title: 'what' },
          ],
          noValue: '没有事件（见本梯最近数据）none (see the newest word)',
        }),
      ],
    },
    {
      height: 8,
      heading: t('健康', 'Health'),
      panels: [
        timeSeriesPanel({
          title: t('严重度', 'score'),
          about: t(
            '最严重的未结束判定的分值，在变化时写入。',
            'Score of the worst open finding, written when it changes.',
          ),
          width: 8,
          queries: [
            `SELECT max("score") AS "严重度 score" FROM "score" WHERE ${own} GROUP BY time($__interval) fill(none)`,
          ],
          unit: 'none',
          min: 0,
        }),
        timeSeriesPanel({
          title: t('每日时间分配', 'hours of the day by condition'),
          about: t(
            '每日正常、故障、未知的秒数（当日结束后写入）。三者之和为被观察的时间。',
            'Seconds of each day in which the lift was normal, had a fault or was unknown, written after the day’s end.',
          ),
          width: 8,
          timeFrom: '30d',
          queries: [
            `SELECT max("normal_s") AS "正常 normal", max("fault_s") AS "故障 fault", max("unknown_s") AS "未知 unknown" FROM "lift_1d" WHERE ${own} GROUP BY time(1d) fill(none) tz('Asia/Shanghai')`,
          ],
          unit: 's',
          min: 0,
          stacked: true,
          bars: true,
          colors: { '正常 normal': 'green', '故障 fault': 'orange', '未知 unknown': 'gray' },
        }),
        timeSeriesPanel({
          title: t('每日使用', 'use by day'),
          about: t(
            '每日行程数和门循环数（当日结束后写入）。',
            'Trips and door cycles of each day, written after the day’s end.',
          ),
          width: 8,
          timeFrom: '30d',
          queries: [
            `SELECT max("trips") AS "行程 trips", max("door_cycles") AS "门循环 door cycles" FROM "lift_1d" WHERE ${own} GROUP BY time(1d) fill(none) tz('Asia/Shanghai')`,
          ],
          unit: 'none',
          min: 0,
          bars: true,
        }),
      ],
    },
    { height: 8, heading: t('预警', 'Early warning'), panels: wearPanels },
    { height: 7, panels: [warningsPanel] },
    { height: 8, heading: t('趋势', 'Trends'), panels: trendPanels.slice(0, 3) },
    { height: 8, panels: trendPanels.slice(3) },
  ],
};
