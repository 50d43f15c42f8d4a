import type { Page } from '../page.ts';
import { barsPanel, countBy } from '../panels/bars.ts';
import { statPanel } from '../panels/stat.ts';
import { tablePanel } from '../panels/table.ts';
import { below, noneIsGood, plain } from '../panels/thresholds.ts';
import { t } from '../text.ts';
import { freshness } from './freshness.ts';
import { hourlyRescues, NO_RESCUE, real, rescueCount, rescueTimes } from './rescue-queries.ts';

const where = `${real} AND $timeFilter`;
const withEnd = 'WHERE "drill" = 0 AND $timeFilter';

export const dailyPage: Page = {
  uid: 'lw-daily',
  folder: 'safety',
  title: t('每日安全报告', 'Daily safety report'),
  about: t(
    '昨日（北京时间）的数字；换日期用右上角时间范围。`liftwatch report daily` 用同样的算法生成 HTML、PDF 和 CSV。',
    'The figures of yesterday, Beijing time; choose another day at the top right. `liftwatch report daily` makes HTML, PDF and CSV by the same formulas.',
  ),
  time: { from: 'now-1d/d', to: 'now-1d/d' },
  refresh: '',
  bands: [
    {
      height: 4,
      panels: [
        ...freshness(5),
        statPanel({
          title: t('数据覆盖率', 'coverage'),
          about: t(
            '当日电梯状态已知的比例：1 减去（各分钟未知电梯数之和 / 电梯数之和）。覆盖率低时，下面的 0 不代表没有发生。',
            'Share of lift-minutes of the day whose state was known: 1 minus unknown lifts over lifts, summed over minutes. With a low coverage a 0 below does not mean that nothing happened.',
          ),
          width: 5,
          query: 'SELECT 1 - sum("unknown") / sum("lifts") AS "coverage" FROM "fleet_1m" WHERE $timeFilter',
          unit: 'percentunit',
          decimals: 2,
          steps: below(0.9, 0.98),
        }),
        statPanel({
          title: t('有数据的分钟', 'minutes with data'),
          about: t(
            '当日写入了汇总的分钟数（单个分区，取最少者），满日为 1440。',
            'Minutes of the day for which a roll-up was written, of the partition with the fewest; a whole day has 1440.',
          ),
          width: 4,
          query: 'SELECT count("readings") AS "minutes" FROM "fleet_1m" WHERE $timeFilter GROUP BY "partition"',
          unit: 'none',
          decimals: 0,
          calc: 'min',
          field: 'minutes',
        }),
        statPanel({
          title: t('上报条数', 'readings'),
          about: t('当日判定过的读数条数。', 'Readings judged in the day.'),
          width: 5,
          query: 'SELECT sum("readings") AS "readings" FROM "fleet_1m" WHERE $timeFilter',
          unit: 'short',
        }),
      ],
    },
    {
      height: 4,
      heading: t('困人', 'Entrapments'),
      panels: [
        statPanel({
          title: t('困人', 'entrapments'),
          about: t(
            '当日成为告警的困人数，误报和演练除外。',
            'Entrapments that became an alarm in the day; false alarms and drills left out.',
          ),
          width: 4,
          query: rescueCount(where),
          unit: 'none',
          decimals: 0,
          noValue: NO_RESCUE,
        }),
        statPanel({
          title: t('救出人数', 'people freed'),
          about: t(
            '已知的救出人数之和；人数未记录的困人不计入，见报告中的已知数。',
            'Sum of the people freed where their number is known; entrapments without a recorded number are left out.',
          ),
          width: 4,
          query: `SELECT sum("people") AS "people", count("incident_id") AS "困人 of entrapments" FROM "rescue" WHERE ${where}`,
          unit: 'none',
          decimals: 0,
          noValue: '未记录 not recorded',
        }),
        statPanel({
          title: t('到场', 'arrival'),
          about: t('平均与 P90 到场时间，仅含已知时间。', 'Mean and P90 arrival of known times.'),
          width: 5,
          query: `SELECT mean("arrival_s") AS "平均 mean", percentile("arrival_s", 90) AS "P90", count("incident_id") AS "困人 entrapments" FROM "rescue" WHERE ${where}`,
          unit: 's',
          decimals: 0,
          field: '(平均 mean|P90)',
          noValue: '未记录 not recorded',
        }),
        statPanel({
          title: t('救出', 'release'),
          about: t('平均与 P90 救出时间，含自行脱困。', 'Mean and P90 release, self-released ones included.'),
          width: 5,
          query: rescueTimes('release_s', where),
          unit: 's',
          decimals: 0,
          noValue: NO_RESCUE,
        }),
        statPanel({
          title: t('误报·自行脱困·未达标', 'false · self · not kept'),
          about: t('误报数、自行脱困数、未达标时限数。', 'False alarms, self-released entrapments, clocks not kept.'),
          width: 6,
          query: `SELECT sum("false_alarm") AS "误报 false", sum("self_released") AS "自行脱困 self", sum("breaches") AS "未达标 not kept" FROM "rescue" ${withEnd}`,
          unit: 'none',
          decimals: 0,
          steps: noneIsGood,
          noValue: NO_RESCUE,
        }),
      ],
    },
    {
      height: 8,
      panels: [
        barsPanel({
          title: t('事件按类型', 'calls by type'),
          about: t(
            '当日开始的事件按类型计数，演练除外。',
            'Incidents that began in the day, by kind; drills left out.',
          ),
          width: 12,
          query: `SELECT count("incident_id") AS "incidents" FROM "incident" ${withEnd} GROUP BY "kind"`,
          by: 'kind',
          unit: 'none',
          horizontal: true,
        }),
        barsPanel({
          title: t('困人按时段', 'entrapments by hour'),
          about: t('按开始时刻所在小时（北京时间）。', 'By the hour in which it began, Beijing time.'),
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
        tablePanel({
          title: t('困人按区', 'by district'),
          about: t('各区困人数与平均救出时间。', 'Entrapments of each district and their mean release.'),
          width: 8,
          query: `SELECT count("incident_id") AS "entrapments", mean("release_s") AS "release" FROM "rescue" WHERE ${where} GROUP BY "district_id"`,
          columns: [
            { name: 'district_id', title: '区 district' },
            { name: 'entrapments', title: '困人 entrapments', unit: 'none' },
            { name: 'release', title: '平均救出 mean release', unit: 's', decimals: 0 },
          ],
          hide: ['Time'],
          noValue: NO_RESCUE,
        }),
        barsPanel({
          title: t('困人按场所', 'by place'),
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
        tablePanel({
          title: t('维保单位近 30 天', 'firms, 30 days'),
          about: t(
            '截至当日的近 30 天比率与 95% Wilson 区间；单日次数太少，不作比较。',
            'Rates over the 30 days up to the day with the 95 % Wilson interval; one day alone has too few to compare.',
          ),
          width: 8,
          query:
            'SELECT "id"::tag, "name", "lifts", "affected" * 100 AS "per_100", "affected_low" * 100 AS "low", "affected_high" * 100 AS "high" FROM "figures_30d" WHERE "scope" = \'firm\' AND $timeFilter',
          columns: [
            { name: 'id', title: '单位 firm' },
            { name: 'name', title: '名称 name' },
            { name: 'lifts', title: '电梯 lifts', unit: 'none' },
            { name: 'per_100', title: '困人/百台 per 100', unit: 'none', decimals: 2 },
            { name: 'low', title: '下限 low', unit: 'none', decimals: 2 },
            { name: 'high', title: '上限 high', unit: 'none', decimals: 2 },
          ],
          hide: ['Time'],
        }),
      ],
    },
    {
      height: 4,
      panels: [
        statPanel({
          title: t('按时比例', 'shares in time'),
          about: t(
            '响应 ≤3 分钟，到场 ≤15、≤30 分钟。分母：时间已知或已超时的救援。',
            'Responses within 3 minutes, arrivals within 15 and 30. Out of rescues whose time is known or overdue.',
          ),
          width: 24,
          query: `SELECT mean("response_within_3_min") AS "响应≤3min", mean("arrival_within_15_min") AS "到场≤15min", mean("arrival_within_30_min") AS "到场≤30min", count("incident_id") AS "困人 entrapments" FROM "rescue" WHERE ${where}`,
          unit: 'percentunit',
          decimals: 1,
          steps: plain,
          field: '(响应.*|到场.*)',
          noValue: '未记录 not recorded',
        }),
      ],
    },
  ],
};
