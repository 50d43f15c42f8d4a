import type { Bilingual } from '@liftwatch/schemas';
import { rescueLimits } from '@liftwatch/schemas';
import { SOURCE_UID } from './query.ts';
import { both, t } from './text.ts';

/** A rule: the newest value of one statement against one limit. */
interface AlertSpec {
  readonly uid: string;
  readonly title: Bilingual;
  readonly what: Bilingual;
  readonly query: string;
  /** How far back the statement looks, s. */
  readonly overS: number;
  readonly when: { readonly is: 'gt' | 'lt'; readonly limit: number };
  /** It must be so for this long. */
  readonly for: string;
  /** Nothing known is a reason to alert where the rule is about data itself. */
  readonly noData: 'Alerting' | 'NoData';
  readonly severity: 'critical' | 'warning';
}

const specs: readonly AlertSpec[] = [
  {
    uid: 'lw-data-stopped',
    title: t('判定数据中断', 'no data is judged'),
    what: t(
      '10 分钟内没有写入任何汇总：页面上的 0 不可信。',
      'No roll-up was written for 10 minutes: zeros on the pages are not to be trusted.',
    ),
    query: 'SELECT count("readings") AS "minutes" FROM "fleet_1m" WHERE $timeFilter',
    overS: 600,
    when: { is: 'lt', limit: 1 },
    for: '1m',
    noData: 'Alerting',
    severity: 'critical',
  },
  {
    uid: 'lw-partition-behind',
    title: t('分区落后', 'a partition is behind'),
    what: t(
      '一小时内某个分区缺少 15 分钟以上的汇总：持有它的引擎停过。',
      'Within an hour a partition lacks more than 15 minutes: its engine stood still.',
    ),
    query:
      'SELECT min("minutes") AS "minutes" FROM (SELECT count("readings") AS "minutes" FROM "fleet_1m" WHERE $timeFilter GROUP BY "partition")',
    overS: 3_600,
    when: { is: 'lt', limit: 45 },
    for: '5m',
    noData: 'Alerting',
    severity: 'warning',
  },
  {
    uid: 'lw-dispatch-stopped',
    title: t('派遣中断', 'dispatch has stopped'),
    what: t(
      '5 分钟内派遣没有写入状态：可能没有人被通知。',
      'Dispatch wrote nothing for 5 minutes: perhaps nobody is told of anything.',
    ),
    query: 'SELECT count("open_incidents") AS "minutes" FROM "dispatch_1m" WHERE $timeFilter',
    overS: 300,
    when: { is: 'lt', limit: 1 },
    for: '1m',
    noData: 'Alerting',
    severity: 'critical',
  },
  {
    uid: 'lw-rescue-late',
    title: t('困人超 30 分钟未到场', 'nobody at an entrapment after 30 minutes'),
    what: rescueLimits.arrival.source,
    query: 'SELECT last("late_entrapments") AS "late" FROM "dispatch_1m" WHERE $timeFilter',
    overS: 300,
    when: { is: 'gt', limit: 0 },
    for: '0s',
    noData: 'NoData',
    severity: 'critical',
  },
  {
    uid: 'lw-unknown-lifts',
    title: t('失联电梯过多', 'too many lifts are unknown'),
    what: t('状态未知的电梯超过 10%。', 'More than 10 % of the lifts are unknown.'),
    query: 'SELECT sum("unknown") / sum("lifts") AS "share" FROM "fleet_1m" WHERE $timeFilter',
    overS: 600,
    when: { is: 'gt', limit: 0.1 },
    for: '5m',
    noData: 'NoData',
    severity: 'warning',
  },
  {
    uid: 'lw-messages-stuck',
    title: t('消息发不出去', 'messages do not go out'),
    what: t(
      '最早一条到期消息已等待超过 2 分钟。',
      'The oldest message that is due has waited for more than two minutes.',
    ),
    query: 'SELECT last("oldest_waiting_s") AS "waited" FROM "dispatch_1m" WHERE $timeFilter',
    overS: 300,
    when: { is: 'gt', limit: 120 },
    for: '1m',
    noData: 'NoData',
    severity: 'critical',
  },
  {
    uid: 'lw-messages-failed',
    title: t('消息未送达', 'a message was given up'),
    what: t('15 分钟内有消息被放弃：请人工联系。', 'A message was given up within 15 minutes: call by hand.'),
    query: 'SELECT max("messages_failed") - min("messages_failed") AS "failed" FROM "dispatch_1m" WHERE $timeFilter',
    overS: 900,
    when: { is: 'gt', limit: 0 },
    for: '0s',
    noData: 'NoData',
    severity: 'critical',
  },
];

export const ALERT_FOLDER = { uid: 'lw-platform', title: '平台 · Platform' } as const;
export const ALERT_GROUP = 'liftwatch';

const EXPRESSIONS = '__expr__';

const ruleOf = (spec: AlertSpec) => {
  const range = { from: spec.overS, to: 0 };
  return {
    uid: spec.uid,
    title: both(spec.title),
    condition: 'C',
    for: spec.for,
    noDataState: spec.noData,
    execErrState: 'Error' as const,
    labels: { service: 'liftwatch', severity: spec.severity },
    annotations: { summary: both(spec.what) },
    isPaused: false,
    data: [
      {
        refId: 'A',
        datasourceUid: SOURCE_UID,
        relativeTimeRange: range,
        model: {
          refId: 'A',
          query: spec.query,
          rawQuery: true,
          resultFormat: 'time_series',
          intervalMs: 60_000,
          maxDataPoints: 100,
        },
      },
      {
        refId: 'B',
        datasourceUid: EXPRESSIONS,
        relativeTimeRange: range,
        model: { refId: 'B', type: 'reduce', expression: 'A', reducer: 'last' },
      },
      {
        refId: 'C',
        datasourceUid: EXPRESSIONS,
        relativeTimeRange: range,
        model: {
          refId: 'C',
          type: 'threshold',
          expression: 'B',
          conditions: [{ evaluator: { type: spec.when.is, params: [spec.when.limit] } }],
        },
      },
    ],
  };
};
export type AlertRule = ReturnType<typeof ruleOf>;

export const alertRules: readonly AlertRule[] = specs.map(ruleOf);
