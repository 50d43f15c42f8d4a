import type { Page } from '../page.ts';
import { statPanel } from '../panels/stat.ts';
import { tablePanel } from '../panels/table.ts';
import { timeSeriesPanel } from '../panels/time-series.ts';
import { above, noneIsGood } from '../panels/thresholds.ts';
import { t } from '../text.ts';
import { freshness } from './freshness.ts';
import { censusPanels } from './census.ts';

const dispatchNow = (field: string): string =>
  `SELECT last("${field}") AS "${field}" FROM "dispatch_1m" WHERE $timeFilter`;

export const platformPage: Page = {
  uid: 'lw-platform',
  folder: 'platform',
  title: t('平台健康与数据时效', 'Platform health and data freshness'),
  about: t(
    'liftwatch 自身：数据到了哪里，断在哪里，消息是否发得出去。更细的指标见各服务的 /metrics。',
    'liftwatch itself: how far the data has come, where it stops, whether messages go out. Finer metrics are on each service’s /metrics.',
  ),
  time: { from: 'now-6h', to: 'now' },
  refresh: '30s',
  bands: [
    { height: 4, panels: [...freshness(7), ...censusPanels] },
    {
      height: 9,
      heading: t('数据', 'Data'),
      panels: [
        tablePanel({
          title: t('各分区时效', 'freshness of partitions'),
          about: t(
            '每个分区最新一分钟汇总的时间及该分钟读数条数；某个分区落后说明持有它的引擎停了。',
            'Time of the newest minute of each partition and its readings; a partition that falls behind has an engine that stands still.',
          ),
          width: 8,
          query:
            'SELECT last("readings") AS "readings", "lifts", "unknown" FROM "fleet_1m" WHERE $timeFilter GROUP BY "partition"',
          columns: [
            { name: 'Time', title: '最新 newest', unit: 'dateTimeFromNow' },
            { name: 'partition', title: '分区 partition' },
            { name: 'readings', title: '条/分 per min', unit: 'none' },
            { name: 'lifts', title: '电梯 lifts', unit: 'none' },
            { name: 'unknown', title: '未知 unknown', unit: 'none' },
          ],
        }),
        timeSeriesPanel({
          title: t('每分钟读数', 'readings per minute'),
          about: t(
            '每分钟判定的读数条数，其中迟到（超过 60 秒）的条数。断线表示没有判定。',
            'Readings judged per minute, and those of them that were late (above 60 s). A gap means that nothing was judged.',
          ),
          width: 8,
          queries: [
            'SELECT sum("readings") AS "读数 readings", sum("late_readings") AS "迟到 late" FROM "fleet_1m" WHERE $timeFilter GROUP BY time(1m) fill(none)',
          ],
          unit: 'none',
          min: 0,
        }),
        timeSeriesPanel({
          title: t('未知电梯占比', 'share of unknown lifts'),
          about: t(
            '每分钟状态未知的电梯占比（各分区之和）。',
            'Share of lifts that are unknown, per minute, summed over partitions.',
          ),
          width: 8,
          queries: [
            'SELECT sum("unknown") / sum("lifts") AS "未知 unknown" FROM "fleet_1m" WHERE $timeFilter GROUP BY time(1m) fill(none)',
          ],
          unit: 'percentunit',
          min: 0,
        }),
      ],
    },
    {
      height: 8,
      panels: [
        tablePanel({
          title: t('各区未知电梯', 'unknown lifts of districts'),
          about: t(
            '各区最新 5 分钟的未知电梯数与占比；整区同时未知多为网络中断。',
            'Unknown lifts of each district in the newest five minutes and their share; a whole district at once is mostly a network outage.',
          ),
          width: 12,
          timeFrom: '20m',
          query:
            'SELECT sum("unknown") AS "unknown", sum("lifts") AS "lifts", sum("unknown") / sum("lifts") AS "share" FROM (SELECT last("unknown") AS "unknown", last("lifts") AS "lifts" FROM "district_5m" WHERE $timeFilter GROUP BY "district_id", "partition") GROUP BY "district_id"',
          columns: [
            { name: 'district_id', title: '区 district' },
            { name: 'unknown', title: '未知 unknown', unit: 'none' },
            { name: 'lifts', title: '电梯 lifts', unit: 'none' },
            { name: 'share', title: '占比 share', unit: 'percentunit', decimals: 1 },
          ],
          hide: ['Time'],
        }),
        timeSeriesPanel({
          title: t('终端电量与信号', 'battery and signal of terminals'),
          about: t(
            '上报终端中最低的电量（%）与最弱的信号（dBm）。',
            'Lowest battery (%) and weakest signal (dBm) among terminals that report them.',
          ),
          width: 12,
          queries: [
            'SELECT min("battery_percent") AS "最低电量 lowest battery %", min("rssi_dbm") AS "最弱信号 weakest signal dBm" FROM "terminal" WHERE $timeFilter GROUP BY time($__interval) fill(none)',
          ],
          unit: 'none',
        }),
      ],
    },
    {
      height: 4,
      heading: t('派遣', 'Dispatch'),
      panels: [
        statPanel({
          title: t('待发消息', 'messages waiting'),
          about: t('排队待发的消息数（最新一分钟）。', 'Messages queued and not sent yet, newest minute.'),
          width: 4,
          query: dispatchNow('messages_waiting'),
          unit: 'none',
          steps: above(20, 200),
        }),
        statPanel({
          title: t('最久等待', 'longest wait'),
          about: t('最早一条到期未发消息已等待的时间。', 'How long the oldest message that is due has waited.'),
          width: 4,
          query: dispatchNow('oldest_waiting_s'),
          unit: 's',
          steps: above(30, 120),
        }),
        statPanel({
          title: t('未送达消息', 'messages given up'),
          about: t(
            '放弃发送的消息总数；每一条都应有人补打电话。',
            'Messages that were given up, in all; for each of them somebody must call.',
          ),
          width: 4,
          query: dispatchNow('messages_failed'),
          unit: 'none',
          steps: noneIsGood,
        }),
        statPanel({
          title: t('搁置的判定', 'findings set aside'),
          about: t(
            '派遣无法处理而搁置的判定数；须人工核查。',
            'Findings that dispatch could not take; look at each by hand.',
          ),
          width: 4,
          query: dispatchNow('set_aside'),
          unit: 'none',
          steps: noneIsGood,
        }),
        statPanel({
          title: t('待写时序点', 'points waiting'),
          about: t(
            '尚未写入时序库的事件数；持续增加说明时序库不通。',
            'Incidents whose points are not in the time series yet; a rising number means that it cannot be reached.',
          ),
          width: 4,
          query: dispatchNow('points_waiting'),
          unit: 'none',
          steps: above(100, 1_000),
        }),
        statPanel({
          title: t('未登记所在区', 'lifts without a district'),
          about: t(
            '登记表中没有所在区的电梯数：它们不在任何区的数字里。',
            'Registered lifts without a district: they are in no district’s figures.',
          ),
          width: 4,
          query: dispatchNow('lifts_without_place'),
          unit: 'none',
          steps: above(1, 1_000_000),
        }),
      ],
    },
    {
      height: 8,
      panels: [
        timeSeriesPanel({
          title: t('派遣每分钟', 'dispatch by the minute'),
          about: t(
            '未结束事件、正在困人、待发消息、待发布的上下文。断线表示派遣停了。',
            'Incidents going on, people trapped, messages waiting, context waiting. A gap means that dispatch stood still.',
          ),
          width: 24,
          queries: [
            'SELECT max("open_incidents") AS "事件 incidents", max("live_entrapments") AS "困人 trapped", max("messages_waiting") AS "待发 messages", max("context_waiting") AS "上下文 context" FROM "dispatch_1m" WHERE $timeFilter GROUP BY time(1m) fill(none)',
          ],
          unit: 'none',
          min: 0,
        }),
      ],
    },
  ],
};
