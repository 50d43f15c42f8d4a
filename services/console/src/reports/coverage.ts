import type { PeriodFacts } from './facts.ts';
import type { Figure, Table } from './report.ts';
import { beijingTime, NOT_KNOWN } from './text.ts';

const MINUTE_MS = 60_000;
const LOW_COVERAGE = 0.95;
/** The last roll-ups of a period close some minutes late. */
const TAIL_MINUTES = 5;

/** Whether anybody looked: without judged data, or without dispatch, what was not counted may have happened all the same. */
const isSeen = ({ coverage }: PeriodFacts): boolean =>
  coverage.newestJudgedMs !== undefined && coverage.newestDispatchMs !== undefined;

/** Without data a count of 0 is not a count. What was counted all the same stands. */
export const countOf = (count: number, facts: PeriodFacts): number | undefined =>
  count === 0 && !isSeen(facts) ? undefined : count;

/** Without data an empty table does not say that there was nothing. */
export const emptyIsUnknown = (facts: PeriodFacts, tables: readonly Table[]): readonly Table[] =>
  isSeen(facts)
    ? tables
    : tables.map((table) => ({
        ...table,
        none: { zh: '未知：本期没有数据。', en: 'Not known: there is no data of the period.' },
      }));

/** Known time within the minutes that were judged; how many those were is a figure of its own. */
export const coverageFigure = ({ coverage }: PeriodFacts): Figure => ({
  id: 'coverage',
  title: { zh: '数据覆盖率', en: 'coverage' },
  unit: 'share',
  value: coverage.known === undefined ? undefined : { part: 0, of: 0, share: coverage.known },
  note: { zh: '在有判定数据的分钟内', en: 'within the minutes that were judged' },
  isBad: coverage.known !== undefined && coverage.known < LOW_COVERAGE,
});

const newest = (atMs: number | undefined): string => (atMs === undefined ? NOT_KNOWN : beijingTime(atMs));

/** How much of the period was judged at all, and how fresh that is: a coverage of three minutes is no coverage of a day. */
export const minutesFigure = ({ coverage, range }: PeriodFacts, madeAtMs: number): Figure => {
  const of = Math.max(0, Math.floor((Math.min(range.toMs, madeAtMs) - range.fromMs) / MINUTE_MS));
  const part = Math.min(coverage.minutes, of);
  return {
    id: 'minutes_judged',
    title: { zh: '有判定数据的时间', en: 'time with judged data' },
    unit: 'share',
    value: { part, of, ...(of > 0 && { share: part / of }) },
    note: {
      zh: `${part}/${of} 分钟；最新：判定 ${newest(coverage.newestJudgedMs)}，派遣 ${newest(coverage.newestDispatchMs)}`,
      en: `${part} of ${of} min; newest: judged ${newest(coverage.newestJudgedMs)}, dispatch ${newest(coverage.newestDispatchMs)}`,
    },
    isBad: of - part > TAIL_MINUTES,
  };
};
