import type { Placed } from '../panels/panel.ts';
import { statPanel } from '../panels/stat.ts';
import { above, noneIsGood, plain, type Step } from '../panels/thresholds.ts';
import { t } from '../text.ts';

/** Lifts by what is known of them: the newest minute of each partition, added up. */
const censusOf = (field: string): string =>
  `SELECT sum("${field}") AS "${field}" FROM (SELECT last("${field}") AS "${field}" FROM "fleet_1m" WHERE $timeFilter GROUP BY "partition")`;

const census = (
  field: string,
  text: { zh: string; en: string; about: { zh: string; en: string } },
  steps: readonly Step[],
) =>
  statPanel({
    title: t(text.zh, text.en),
    about: text.about,
    width: 3,
    query: censusOf(field),
    unit: 'none',
    decimals: 0,
    steps,
  });

export const censusPanels: readonly Placed[] = [
  census(
    'lifts',
    {
      zh: '在管电梯',
      en: 'lifts watched',
      about: t(
        '至少上报过一次或已注册并被判定引擎看到的电梯数，取各分区最新一分钟之和。',
        'Lifts that have reported at least once, or whose facts the engine has; the newest minute of each partition, added up.',
      ),
    },
    plain,
  ),
  census(
    'fault',
    {
      zh: '有故障',
      en: 'with a fault',
      about: t(
        '当前有未结束告警的电梯数。失联电梯不在其中，见“状态未知”。',
        'Lifts with an alarm that has not ended. A silent lift is not among them: see "unknown".',
      ),
    },
    above(1, 1_000_000),
  ),
  census(
    'unknown',
    {
      zh: '状态未知',
      en: 'unknown',
      about: t(
        '终端失联或数据过期的电梯数。未知不等于正常，不计入其他任何一类。',
        'Lifts whose terminal is silent or whose data is stale. Unknown is not normal and is counted nowhere else.',
      ),
    },
    above(1, 1_000_000),
  ),
];

export const dangerPanels: readonly Placed[] = [
  statPanel({
    title: t('正在困人', 'people trapped now'),
    about: t(
      '已告警、尚未救出的困人事件数（派遣最新一分钟；演练除外不计入救援统计）。0 只在派遣数据新鲜时成立。',
      'Entrapments with an alarm whose people are not out yet, from the newest minute of dispatch. 0 holds only while dispatch data is fresh.',
    ),
    width: 3,
    query: 'SELECT last("live_entrapments") AS "live_entrapments" FROM "dispatch_1m" WHERE $timeFilter',
    unit: 'none',
    decimals: 0,
    steps: noneIsGood,
  }),
  statPanel({
    title: t('超 30 分钟未到场', 'no arrival in 30 min'),
    about: t(
      '正在困人且告警后超过 30 分钟仍无到场记录的事件数。限值来源：TSG T5002-2017 第五条第四项。',
      'Entrapments going on for more than 30 minutes since the alarm without a recorded arrival. Limit: TSG T5002-2017 article 5(4).',
    ),
    width: 3,
    query: 'SELECT last("late_entrapments") AS "late_entrapments" FROM "dispatch_1m" WHERE $timeFilter',
    unit: 'none',
    decimals: 0,
    steps: noneIsGood,
  }),
];
