import type { Page } from '../page.ts';
import { tagVariable } from '../page.ts';
import { barsPanel, countBy } from '../panels/bars.ts';
import { statPanel } from '../panels/stat.ts';
import { tablePanel } from '../panels/table.ts';
import { timeSeriesPanel } from '../panels/time-series.ts';
import { above, below, noneIsGood, plain } from '../panels/thresholds.ts';
import { t } from '../text.ts';
import { freshness } from './freshness.ts';
import { liftLink } from './links.ts';
import { hourlyRescues, NO_RESCUE, real, rescueCount, rescueTimes } from './rescue-queries.ts';

const where = `${real} AND "district_id" =~ /^$district$/ AND $timeFilter`;

export const rescuesPage: Page = {
  uid: 'lw-rescue',
  folder: 'safety',
  title: t('救援时间', 'Rescue times'),
  about: t(
    '从告警起算：响应 3 分钟（默认值），到场 30 分钟（TSG T5002-2017 第五条第四项）。误报和演练不计入时间；时间未知的不计入平均值，超时未到的计为未达标。',
    'Clocks start at the alarm: response 3 minutes (a default), arrival 30 minutes (TSG T5002-2017 article 5(4)). False alarms and drills are left out of times; an unknown time is left out of the mean; one that is overdue counts as not kept.',
  ),
  time: { from: 'now-30d', to: 'now' },
  refresh: '1m',
  variables: [tagVariable('district', t('区', 'district'), { measurement: 'rescue', tag: 'district_id' })],
  bands: [
    {
      height: 4,
      panels: [
        ...freshness(4),
        statPanel({
          title: t('困人', 'entrapments'),
          about: t(
            '所选期间内成为告警的困人数，误报和演练除外。',
            'Entrapments that became an alarm in the range; false alarms and drills left out.',
          ),
          width: 4,
          query: rescueCount(where),
          unit: 'none',
          decimals: 0,
          noValue: NO_RESCUE,
        }),
        statPanel({
          title: t('误报 · 自行脱困', 'false alarms · self-released'),
          about: t(
            '由人认定不属实的困人告警数；以及没有人员处置就结束的困人数。',
            'Entrapment alarms that a person found to be false; and entrapments that ended without anybody acting.',
          ),
          width: 6,
          query: `SELECT sum("false_alarm") AS "误报 false", sum("self_released") AS "自行脱困 self" FROM "rescue" WHERE "drill" = 0 AND "district_id" =~ /^$district$/ AND $timeFilter`,
          unit: 'none',
          decimals: 0,
          noValue: NO_RESCUE,
        }),
        statPanel({
          title: t('未达标时限', 'clocks not kept'),
          about: t(
            '未达标的时限数（响应 3 分钟与到场 30 分钟各计一次），逐条见下表。',
            'Clocks that were not kept: response (3 minutes) and arrival (30 minutes) count one each; each is in the table below.',
          ),
          width: 6,
          query: `SELECT sum("breaches") AS "breaches" FROM "rescue" WHERE ${where}`,
          unit: 'none',
          decimals: 0,
          steps: noneIsGood,
          noValue: NO_RESCUE,
        }),
      ],
    },
    {
      height: 5,
      panels: [
        statPanel({
          title: t('响应', 'response'),
          about: t(
            '告警到有人接单的时间：平均与 P90（InfluxQL percentile 规则），仅含已知时间；以及 3 分钟内的比例。',
            'Alarm to the moment somebody takes it on: mean and P90 (by the rule of InfluxQL) of known times.',
          ),
          width: 8,
          query: rescueTimes('response_s', where),
          unit: 's',
          decimals: 0,
          steps: above(180, 300),
          noValue: NO_RESCUE,
        }),
        statPanel({
          title: t('到场', 'arrival'),
          about: t(
            '告警到救援人员到达现场的时间：平均与 P90，仅含已知时间。',
            'Alarm to the arrival of rescuers on site: mean and P90 of known times.',
          ),
          width: 8,
          query: rescueTimes('arrival_s', where),
          unit: 's',
          decimals: 0,
          steps: above(900, 1_800),
          noValue: NO_RESCUE,
        }),
        statPanel({
          title: t('救出', 'release'),
          about: t(
            '告警到人员脱困的时间：平均与 P90，含自行脱困。',
            'Alarm to the people being out: mean and P90, self-released ones included.',
          ),
          width: 8,
          query: rescueTimes('release_s', where),
          unit: 's',
          decimals: 0,
          steps: plain,
          noValue: NO_RESCUE,
        }),
      ],
    },
    {
      height: 5,
      panels: [
        statPanel({
          title: t('按时比例', 'shares in time'),
          about: t(
            '响应 ≤3 分钟、到场 ≤15 分钟、到场 ≤30 分钟的比例。分母：时间已知或已超时的救援；在时限前自行脱困的不计。',
            'Share of responses within 3 minutes and arrivals within 15 and 30. Out of rescues whose time is known or overdue; one that ended by itself before the limit is not counted.',
          ),
          width: 12,
          query: `SELECT mean("response_within_3_min") AS "响应≤3min", mean("arrival_within_15_min") AS "到场≤15min", mean("arrival_within_30_min") AS "到场≤30min" FROM "rescue" WHERE ${where}`,
          unit: 'percentunit',
          decimals: 1,
          steps: below(0.9, 0.99),
          noValue: NO_RESCUE,
        }),
        barsPanel({
          title: t('救援级别', 'levels'),
          about: t(
            '每起困人召集到的最高级别：1 维保单位，2 网络救援站，3 消防和公安。空白为未记录。',
            'Highest level called for each entrapment: 1 contract firm, 2 network station, 3 fire and police. Empty: not recorded.',
          ),
          width: 12,
          query: `SELECT "level", "incident_id" FROM "rescue" WHERE ${where} LIMIT 10000`,
          by: 'level',
          unit: 'none',
          transformations: countBy('level', 'incident_id'),
          noValue: NO_RESCUE,
        }),
      ],
    },
    {
      height: 12,
      heading: t('未达标', 'Not kept'),
      panels: [
        tablePanel({
          title: t('每一次未达标及其原因', 'every breach with its reason'),
          about: t(
            '每一起未按时响应或到场的救援，写明用时、限值和已知原因（拒单、升级、无人接单）。最新在前，最多 500 行。',
            'Each rescue with a clock that was not kept: time taken, limit and the known reason (refused, escalated, nobody took it on). Newest first, at most 500 rows.',
          ),
          width: 24,
          query:
            'SELECT "lift_id", "lift_name", "site_name", "district_name", "firm_name", "response_s", "arrival_s", "release_s", "level", "state", "breach_zh", "breach_en" ' +
            `FROM "rescue" WHERE "breaches" > 0 AND ${where} ORDER BY time DESC LIMIT 500`,
          columns: [
            { name: 'lift_id', title: '电梯 lift', href: liftLink },
            { name: 'lift_name', title: '名称 name' },
            { name: 'site_name', title: '地点 site' },
            { name: 'district_name', title: '区 district' },
            { name: 'firm_name', title: '维保 firm' },
            { name: 'response_s', title: '响应 response', unit: 's', decimals: 0 },
            { name: 'arrival_s', title: '到场 arrival', unit: 's', decimals: 0 },
            { name: 'release_s', title: '救出 release', unit: 's', decimals: 0 },
            { name: 'level', title: '级 level', unit: 'none' },
            { name: 'state', title: '进展 state' },
            { name: 'breach_zh', title: '原因' },
            { name: 'breach_en', title: 'reason' },
          ],
          noValue: '没有未达标（见数据时效）none (see the freshness)',
        }),
      ],
    },
    {
      height: 9,
      heading: t('分布', 'Where and when'),
      panels: [
        tablePanel({
          title: t('按区', 'by district'),
          about: t(
            '各区困人数、平均与 P90 到场时间、30 分钟到场率。',
            'Entrapments of each district, mean and P90 arrival, share of arrivals within 30 minutes.',
          ),
          width: 12,
          query: `SELECT count("incident_id") AS "entrapments", mean("arrival_s") AS "arrival_mean", percentile("arrival_s", 90) AS "arrival_p90", mean("arrival_within_30_min") AS "within_30" FROM "rescue" WHERE ${where} GROUP BY "district_id"`,
          columns: [
            { name: 'district_id', title: '区 district' },
            { name: 'entrapments', title: '困人 entrapments', unit: 'none' },
            { name: 'arrival_mean', title: '平均到场 mean arrival', unit: 's', decimals: 0 },
            { name: 'arrival_p90', title: 'P90', unit: 's', decimals: 0 },
            { name: 'within_30', title: '≤30 min', unit: 'percentunit', decimals: 1 },
          ],
          hide: ['Time'],
          noValue: NO_RESCUE,
        }),
        barsPanel({
          title: t('按时段', 'by hour of the day'),
          about: t(
            '按开始时刻所在小时（北京时间）计的困人数。',
            'Entrapments by the hour in which they began, Beijing time.',
          ),
          width: 12,
          query: hourlyRescues(where),
          by: 'hour',
          unit: 'none',
          noValue: NO_RESCUE,
        }),
      ],
    },
    {
      height: 8,
      panels: [
        barsPanel({
          title: t('按场所', 'by place'),
          about: t(
            '按登记的使用场所计的困人数；未登记的列为 unregistered。',
            'Entrapments by the registered kind of place; "unregistered" where none is.',
          ),
          width: 8,
          query: `SELECT "place", "incident_id" FROM "rescue" WHERE ${where} LIMIT 10000`,
          by: 'place',
          unit: 'none',
          horizontal: true,
          transformations: countBy('place', 'incident_id'),
          noValue: NO_RESCUE,
        }),
        barsPanel({
          title: t('按原因', 'by cause'),
          about: t(
            '结案时填报的原因；空白为尚未填报。原因由救援人员自报。',
            'Cause as filed at the close; empty: not filed yet. Causes are self-reported by rescuers.',
          ),
          width: 8,
          query: `SELECT "cause", "incident_id" FROM "rescue" WHERE ${where} LIMIT 10000`,
          by: 'cause',
          unit: 'none',
          horizontal: true,
          transformations: countBy('cause', 'incident_id'),
          noValue: NO_RESCUE,
        }),
        timeSeriesPanel({
          title: t('每日平均到场和救出', 'arrival and release by day'),
          about: t(
            '每日（北京时间）平均到场与救出用时；没有救援的日子不画。',
            'Mean arrival and release per day (Beijing time); a day without rescues is not drawn.',
          ),
          width: 8,
          queries: [
            `SELECT mean("arrival_s") AS "到场 arrival", mean("release_s") AS "救出 release" FROM "rescue" WHERE ${where} GROUP BY time(1d) fill(none) tz('Asia/Shanghai')`,
          ],
          unit: 's',
          min: 0,
          limits: [
            { from: null, color: 'green' },
            { from: 1_800, color: 'red' },
          ],
        }),
      ],
    },
  ],
};
