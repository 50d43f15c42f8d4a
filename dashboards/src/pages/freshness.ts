import { t } from '../text.ts';
import { statPanel } from '../panels/stat.ts';
import type { Placed } from '../panels/panel.ts';

/** On every page: how old what it shows is, so that "0 faults" never hides "no data". */
export const freshness = (width: number): readonly Placed[] => [
  statPanel({
    title: t('数据时效（判定）', 'data freshness (engine)'),
    about: t(
      '各分区最新一分钟汇总中最旧的一个的时间。汇总在该分钟结束 2 分钟后写入，因此正常为 2–4 分钟前；更旧或无数据表示本页数字不可信。',
      'Time of the newest minute roll-up of the partition that is furthest behind. A roll-up is written two minutes after its minute, so 2 to 4 minutes ago is normal; older, or no data, means that the figures on this page are not to be trusted.',
    ),
    width,
    query: 'SELECT last("readings") AS "readings" FROM "fleet_1m" WHERE $timeFilter GROUP BY "partition"',
    unit: 'dateTimeFromNow',
    field: 'Time',
    calc: 'min',
  }),
  statPanel({
    title: t('数据时效（派遣）', 'data freshness (dispatch)'),
    about: t(
      '派遣服务最新一分钟状态的时间。正常为 2 分钟以内；更旧或无数据表示救援时间和事件数字不可信。',
      'Time of the newest minute of dispatch. Within two minutes is normal; older, or no data, means that rescue times and incidents are not to be trusted.',
    ),
    width,
    query: 'SELECT last("open_incidents") AS "open_incidents" FROM "dispatch_1m" WHERE $timeFilter',
    unit: 'dateTimeFromNow',
    field: 'Time',
    calc: 'min',
  }),
];
