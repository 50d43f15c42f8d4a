import { repeatFrom } from '@liftwatch/schemas';
import type { Page } from '../page.ts';
import { barsPanel, countBy } from '../panels/bars.ts';
import { statPanel } from '../panels/stat.ts';
import { tablePanel } from '../panels/table.ts';
import { plain } from '../panels/thresholds.ts';
import { t } from '../text.ts';
import { freshness } from './freshness.ts';
import { liftLink } from './links.ts';

const rule = t(
  `近 30 天困人 ≥${repeatFrom.entrapments} 次，或故障 ≥${repeatFrom.faults} 次的电梯（liftwatch 默认值）。变化后一分钟内重算，至少每小时一次，名单以当日为准。`,
  `Lifts with ${repeatFrom.entrapments} entrapments or more, or ${repeatFrom.faults} faults or more, within 30 days (liftwatch default). Computed anew within a minute of a change of an entrapment or the registry, at least each hour; the list is that of today.`,
);
const todays = (columns: string): string => `SELECT ${columns} FROM "repeat_lift" WHERE $timeFilter LIMIT 1000`;

export const repeatsPage: Page = {
  uid: 'lw-repeat',
  folder: 'safety',
  title: t('反复故障电梯', 'Repeat-fault lifts'),
  about: t(
    '断电重启会掩盖根本原因，所以看 30 天内是否再犯，而不是是否一次修复。',
    'A power cycle hides the cause, so what counts is whether it comes back within 30 days, not whether it went away.',
  ),
  time: { from: 'now-30d', to: 'now' },
  refresh: '5m',
  bands: [
    {
      height: 4,
      panels: [
        ...freshness(6),
        statPanel({
          title: t('反复困人电梯', 'lifts with repeat entrapments'),
          about: t(
            '近 30 天困人两次及以上的电梯数（全市）。',
            'Lifts with two entrapments or more within 30 days, in the whole city.',
          ),
          width: 6,
          timeFrom: '24h',
          query:
            'SELECT last("repeat_lifts") AS "repeat_lifts" FROM "figures_30d" WHERE "scope" = \'city\' AND $timeFilter',
          unit: 'none',
          decimals: 0,
          steps: plain,
        }),
        statPanel({
          title: t('再犯占比', 'share of lifts affected'),
          about: t(
            '近 30 天至少困人一次的电梯占比（全市）。',
            'Share of lifts with at least one entrapment within 30 days, in the whole city.',
          ),
          width: 6,
          timeFrom: '24h',
          query: 'SELECT last("affected") AS "affected" FROM "figures_30d" WHERE "scope" = \'city\' AND $timeFilter',
          unit: 'percentunit',
          decimals: 2,
        }),
      ],
    },
    {
      height: 14,
      panels: [
        tablePanel({
          title: t('名单', 'the lifts'),
          about: rule,
          width: 24,
          timeFrom: '24h',
          query: todays(
            '"lift_id"::tag, "lift_name", "site_name", "district_name", "firm_name", "brand", "entrapments_30d", "faults_30d", "kinds", "newest_ms"',
          ),
          columns: [
            { name: 'lift_id', title: '电梯 lift', href: liftLink },
            { name: 'lift_name', title: '名称 name' },
            { name: 'site_name', title: '地点 site' },
            { name: 'district_name', title: '区 district' },
            { name: 'firm_name', title: '维保 firm' },
            { name: 'brand', title: '制造 brand' },
            { name: 'entrapments_30d', title: '困人 entrapments', unit: 'none' },
            { name: 'faults_30d', title: '故障 faults', unit: 'none' },
            { name: 'kinds', title: '明细 kinds' },
            { name: 'newest_ms', title: '最近 newest', unit: 'dateTimeAsIso' },
          ],
          hide: ['Time'],
          sortBy: { column: '困人 entrapments', desc: true },
          noValue: '没有反复故障电梯（见数据时效）none (see the freshness)',
        }),
      ],
    },
    {
      height: 9,
      panels: [
        barsPanel({
          title: t('反复故障电梯按区', 'repeat lifts by district'),
          about: t('名单中的电梯按所在区计数。', 'The lifts of the list, counted by district.'),
          width: 8,
          timeFrom: '24h',
          query: todays('"district_name", "entrapments_30d"'),
          by: 'district_name',
          unit: 'none',
          horizontal: true,
          transformations: countBy('district_name', 'entrapments_30d'),
        }),
        barsPanel({
          title: t('反复故障电梯按制造单位', 'repeat lifts by brand'),
          about: t(
            '名单中的电梯按登记的制造单位计数；这是次数，不能用来比较品牌。',
            'The lifts of the list, counted by registered brand. These are counts: they do not compare brands.',
          ),
          width: 8,
          timeFrom: '24h',
          query: todays('"brand", "faults_30d"'),
          by: 'brand',
          unit: 'none',
          horizontal: true,
          transformations: countBy('brand', 'faults_30d'),
        }),
        barsPanel({
          title: t('事件按类型', 'incidents by kind'),
          about: t(
            '期间内全部事件按类型计数（含已结束；演练除外）。',
            'All incidents of the range by kind, ended ones included, drills left out.',
          ),
          width: 8,
          query:
            'SELECT count("incident_id") AS "incidents" FROM "incident" WHERE "drill" = 0 AND $timeFilter GROUP BY "kind"',
          by: 'kind',
          unit: 'none',
          horizontal: true,
        }),
      ],
    },
  ],
};
