import {
  defaultStreamSettings,
  newMachine,
  takeRow,
  type MachineSettings,
  type RowVerdict,
  type SignalSettings,
} from '@liftwatch/rule-engine/warning';
import type { RecordedRow } from './recording.ts';

export interface BacktestOptions {
  readonly columns: readonly string[];
  readonly learnCount: number;
  /** Absent: interval for a column with negative values while learning, else either. */
  readonly kind: SignalSettings['kind'] | undefined;
  readonly direction: SignalSettings['direction'];
}

export interface BacktestSummary {
  rows: number;
  judgedRows: number;
  alertRows: number;
  episodes: number;
  firstAlert: string | null;
  /** Rows below 1 since the last alert. */
  quietRows: number;
}

type UsableRow = RecordedRow & { readonly atMs: number };
export const isUsable = (row: RecordedRow): row is UsableRow => row.atMs !== undefined;

/** One row of the answer. `score` 1 is an alert; null: not known, as while learning. */
export interface BacktestLine {
  readonly line: number;
  readonly time: string;
  readonly at: string | null;
  readonly score: number | null;
  readonly state: RowVerdict['state'] | 'skipped';
  readonly driver: string | null;
  readonly stream?: string;
  readonly direction?: string;
  readonly adopted?: readonly string[];
  readonly timeToLimitH?: {
    readonly low: number;
    readonly mid: number;
    readonly high: number | null;
    readonly coverage: number;
  };
}

const LEARN_SHARE = 0.15;
const LEARN_LEAST = 200;

/** Readings to learn from when nothing is said: 15 % of the recording, 200 to 1000, never more than half of it. */
/** From so many rows on the number of rows makes no difference. */
export const ROWS_THAT_DECIDE = Math.ceil(defaultStreamSettings.learnCount / LEARN_SHARE);

export const usualLearnCount = (rows: number): number =>
  Math.min(
    Math.max(20, rows >> 1),
    defaultStreamSettings.learnCount,
    Math.max(LEARN_LEAST, Math.round(LEARN_SHARE * rows)),
  );

const kindOf = (rows: readonly RecordedRow[], index: number, learnCount: number): SignalSettings['kind'] => {
  let seen = 0;
  for (const { values } of rows) {
    const value = values[index];
    if (value === undefined) continue;
    if (value < 0) return 'interval';
    if (++seen === learnCount) break;
  }
  return 'either';
};

const lineOf = (row: UsableRow, verdict: RowVerdict): BacktestLine => {
  const { driver, timeToLimit: limit } = verdict;
  return {
    line: row.line,
    time: row.time,
    at: new Date(row.atMs).toISOString(),
    score: verdict.score,
    state: verdict.state,
    driver: driver?.signal ?? null,
    ...(driver && { stream: driver.stream, direction: driver.direction }),
    ...(verdict.adopted.length > 0 && { adopted: verdict.adopted }),
    ...(limit && { timeToLimitH: { low: limit.lowH, mid: limit.midH, high: limit.highH, coverage: limit.coverage } }),
  };
};

const skippedLine = ({ line, time }: RecordedRow): BacktestLine => ({
  line,
  time,
  at: null,
  score: null,
  state: 'skipped',
  driver: null,
});

const countIn = (summary: BacktestSummary, o: { score: number | null; time: string; closeAfter: number }): void => {
  summary.rows++;
  if (o.score === null) return;
  summary.judgedRows++;
  if (o.score < 1) {
    summary.quietRows++;
    return;
  }
  summary.alertRows++;
  summary.firstAlert ??= o.time;
  if (summary.quietRows >= o.closeAfter) summary.episodes++;
  summary.quietRows = 0;
};

/**
 * Judges rows in their order; the columns are one machine. `first`: the rows from which the kind of each column is seen,
 * at least those that are learnt from; they are not judged by this.
 */
export const createBacktest = (options: BacktestOptions, first: readonly RecordedRow[]) => {
  const { columns, learnCount, kind, direction } = options;
  const stream = {
    ...defaultStreamSettings,
    learnCount,
    adoptCount: Math.max(learnCount, defaultStreamSettings.adoptCount),
  };
  const settings: MachineSettings = {
    stream,
    signals: columns.map((name, i) => ({ name, kind: kind ?? kindOf(first, i, learnCount), direction })),
  };
  const machine = newMachine(settings);
  const summary: BacktestSummary = {
    rows: 0,
    judgedRows: 0,
    alertRows: 0,
    episodes: 0,
    firstAlert: null,
    quietRows: Infinity,
  };
  return {
    summary,
    take(row: RecordedRow): BacktestLine {
      if (!isUsable(row)) return skippedLine(row);
      const verdict = takeRow(machine, row, settings);
      countIn(summary, { score: verdict.score, time: row.time, closeAfter: stream.closeAfterReadings });
      return lineOf(row, verdict);
    },
    /** Columns that were never judged: too few readings or too few distinct values. */
    notJudged: (): string[] => columns.filter((_, i) => !machine.signals[i]?.watched),
  };
};
