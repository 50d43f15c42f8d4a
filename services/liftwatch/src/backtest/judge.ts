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
  /** Absent: ratio for a column without negative values while learning, else interval. */
  readonly kind: SignalSettings['kind'] | undefined;
  readonly direction: SignalSettings['direction'];
}

export interface BacktestSummary {
  rows: number;
  judgedRows: number;
  alertRows: number;
  episodes: number;
  firstAlert: string | null;
}

/** One row of the answer. `score` 1 is an alert; null: not known, as while learning. */
export interface BacktestLine {
  readonly line: number;
  readonly time: string;
  readonly at: string;
  readonly score: number | null;
  readonly state: RowVerdict['state'];
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
  return 'ratio';
};

const lineOf = (row: RecordedRow, verdict: RowVerdict): BacktestLine => {
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

/** Judges the rows in their order; the columns are one machine. Yields one line per row. */
export function* backtest(
  rows: readonly RecordedRow[],
  options: BacktestOptions,
  summary: BacktestSummary,
): Generator<BacktestLine> {
  const { columns, learnCount, kind, direction } = options;
  const settings: MachineSettings = {
    stream: { ...defaultStreamSettings, learnCount },
    signals: columns.map((name, i) => ({ name, kind: kind ?? kindOf(rows, i, learnCount), direction })),
  };
  const machine = newMachine(settings);
  let quiet = Infinity;
  for (const row of rows) {
    const verdict = takeRow(machine, row, settings);
    summary.rows++;
    if (verdict.score !== null) {
      summary.judgedRows++;
      if (verdict.score >= 1) {
        summary.alertRows++;
        summary.firstAlert ??= row.time;
        if (quiet >= settings.stream.closeAfterReadings) summary.episodes++;
        quiet = 0;
      } else quiet++;
    }
    yield lineOf(row, verdict);
  }
}
