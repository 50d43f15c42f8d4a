import { shanghaiDate, shanghaiMonthStartMs } from '@liftwatch/schemas';
import type { SeriesReader } from '@liftwatch/stores';
import { assessmentOf, type Assessment } from './assessment.ts';
import { emptyIsUnknown } from './coverage.ts';
import { definitions } from './definitions.ts';
import { readPeriod, type PeriodFacts } from './facts.ts';
import { breakdowns } from './groups.ts';
import type { Report, Table } from './report.ts';
import { breachesTable, callsTable, firmsTable, headFigures, removedTable, repeatsTable } from './sections.ts';
import { warningsOf } from './warnings.ts';

const sheetOf = ({ firm, dimensions, points, assessed }: Assessment): Table => ({
  id: `assessment-${firm.firmId}`,
  title: { zh: `考核表：${firm.name}`, en: `Assessment sheet: ${firm.name}` },
  about: {
    zh: `在管 ${firm.lifts} 台${firm.removed > 0 ? `，近 30 天注销 ${firm.removed} 台` : ''}${firm.moved > 0 ? `，近 30 天转出 ${firm.moved} 台` : ''}。得分 ${points.toFixed(1)} / 已评 ${assessed} 分（满分 100）。权重与公式为 liftwatch 默认值，不是任何标准的数值；执照失效、责任死亡事故、伪造记录一票否决，须人工判定。`,
    en: `${firm.lifts} lifts${firm.removed > 0 ? `, ${firm.removed} taken out in 30 days` : ''}${firm.moved > 0 ? `, ${firm.moved} gone over to another firm in 30 days` : ''}. ${points.toFixed(1)} points of ${assessed} assessed (of 100). Weights and formulas are liftwatch defaults, no standard's; a lapsed licence, a fatal accident with liability, or falsified records are a veto that people decide.`,
  },
  none: { zh: '', en: '' },
  columns: [
    { id: 'dimension', title: { zh: '维度', en: 'dimension' }, unit: 'text' },
    { id: 'weight', title: { zh: '权重', en: 'weight' }, unit: 'points' },
    { id: 'assessed', title: { zh: '已评', en: 'assessed' }, unit: 'points' },
    { id: 'points', title: { zh: '得分', en: 'points' }, unit: 'points' },
    { id: 'basis', title: { zh: '依据', en: 'basis' }, unit: 'text' },
  ],
  rows: dimensions.map(({ title, weight, assessed, points, basis }) => [
    `${title.zh} ${title.en}`,
    weight,
    assessed,
    points,
    `${basis.zh} / ${basis.en}`,
  ]),
});

const knownTable = ({ fleets, knownByFirm }: PeriodFacts): Table => ({
  id: 'time-with-data',
  title: { zh: '终端在线', en: 'Time with data' },
  about: {
    zh: '各单位电梯状态已知的时间占比（每日汇总，当日结束后写入）。',
    en: 'Share of time in which the state of the firm’s lifts was known (daily roll-ups, written after the day’s end).',
  },
  none: { zh: '没有每日汇总。', en: 'There are no daily roll-ups.' },
  columns: [
    { id: 'firm', title: { zh: '单位', en: 'firm' }, unit: 'text' },
    { id: 'known', title: { zh: '在线', en: 'known' }, unit: 'share' },
  ],
  rows: fleets.map(({ firmId, name }) => {
    const share = knownByFirm.get(firmId);
    return [name, share === undefined ? undefined : { part: 0, of: 0, share }];
  }),
});

/** The sheet of maintenance firms for the month (Asia/Shanghai) that holds `atMs`. */
export const monthlyReport = async (series: SeriesReader, atMs: number, madeAtMs: number): Promise<Report> => {
  const range = { fromMs: shanghaiMonthStartMs(atMs), toMs: shanghaiMonthStartMs(atMs, 1) };
  const facts = await readPeriod(series, range);
  return {
    kind: 'monthly',
    title: { zh: '维保单位月度报告', en: 'Monthly sheet of maintenance firms' },
    period: shanghaiDate(range.fromMs).slice(0, '2026-03'.length),
    ...range,
    madeAtMs,
    warnings: warningsOf(facts, madeAtMs),
    figures: headFigures(facts, madeAtMs),
    tables: emptyIsUnknown(facts, [
      firmsTable(facts),
      ...facts.fleets.map((firm) => sheetOf(assessmentOf(firm, facts))),
      knownTable(facts),
      breachesTable(facts),
      repeatsTable(facts),
      removedTable(facts),
      callsTable(facts),
      ...breakdowns(facts.rescues),
    ]),
    definitions,
  };
};
