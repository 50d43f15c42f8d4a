import { shanghaiDayStartMs, shanghaiDate } from '@liftwatch/schemas';
import type { SeriesReader } from '@liftwatch/stores';
import { emptyIsUnknown } from './coverage.ts';
import { definitions } from './definitions.ts';
import { readPeriod } from './facts.ts';
import { breakdowns } from './groups.ts';
import type { Report } from './report.ts';
import { breachesTable, callsTable, firmsTable, headFigures, removedTable, repeatsTable } from './sections.ts';
import { warningsOf } from './warnings.ts';

const DAY_MS = 86_400_000;

/** The safety report of the day (Asia/Shanghai) that holds `atMs`. */
export const dailyReport = async (series: SeriesReader, atMs: number, madeAtMs: number): Promise<Report> => {
  const fromMs = shanghaiDayStartMs(atMs);
  const range = { fromMs, toMs: fromMs + DAY_MS };
  const facts = await readPeriod(series, range);
  return {
    kind: 'daily',
    title: { zh: '电梯每日安全报告', en: 'Daily lift safety report' },
    period: shanghaiDate(fromMs),
    ...range,
    madeAtMs,
    warnings: warningsOf(facts, madeAtMs),
    figures: headFigures(facts, madeAtMs),
    tables: emptyIsUnknown(facts, [
      callsTable(facts),
      breachesTable(facts),
      ...breakdowns(facts.rescues),
      firmsTable(facts),
      repeatsTable(facts),
      removedTable(facts),
    ]),
    definitions,
  };
};
