import type { Bilingual } from '@liftwatch/schemas';

/** Printed at the end of every report. */
export const definitions: readonly Bilingual[] = [
  {
    zh: '困人：到达告警的困人事件；演练不计，由人认定不属实的单列为误报。',
    en: 'Entrapment: an incident that reached the alarm; drills are left out, those that a person found to be false are listed as false alarms.',
  },
  {
    zh: '时间从告警起算，按整秒：30:00 为按时，30:01 为超时。时间未知的不计入平均值，也不算 0。',
    en: 'Times are from the alarm, in whole seconds: 30:00 is in time, 30:01 is not. An unknown time is left out of means and is not a 0.',
  },
  {
    zh: '按时比例 = 按时 /（按时 + 未按时）；时间未知且未超时的不在分母中。P90 为实际值之一（InfluxQL percentile 规则）。',
    en: 'Share in time = kept / (kept + not kept); a time that is unknown and not overdue is in neither. P90 is one of the values (rule of InfluxQL).',
  },
  {
    zh: '括号内为分子/分母和 95% Wilson 区间。“未知 not known”表示没有数据，不是 0。',
    en: 'In brackets: part/whole and the 95 % Wilson interval. "not known" means no data; it is not a 0.',
  },
  {
    zh: '覆盖率 = 1 −（未知电梯·分钟 / 电梯·分钟）。数字与 Grafana 看板出自相同的数据点和算法。',
    en: 'Coverage = 1 - unknown lift-minutes / lift-minutes. The figures come from the same points and formulas as the Grafana pages.',
  },
];
