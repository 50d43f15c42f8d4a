import type { RunningInfluxd } from '@liftwatch/infra';
import type { LoadReport } from '../ingest/load.ts';
import { readLog, readPoints, type Readings } from '../ingest/lost.ts';
import type { Journal } from './journal.ts';

type Range = [number, number];

/** Closed ranges of those between the ends of `ranges` that `has` names. */
const picked = (ranges: readonly (readonly [number, number])[], has: (seq: number) => boolean): Range[] => {
  const out: Range[] = [];
  for (const [from, to] of ranges)
    for (let seq = from; seq <= to; seq += 1) {
      if (!has(seq)) continue;
      const last = out.at(-1);
      if (last && last[1] === seq - 1) last[1] = seq;
      else out.push([seq, seq]);
    }
  return out;
};

const rangesIn = (readings: Readings, terminal: string, acked: readonly (readonly [number, number])[]): Range[] =>
  picked(acked, (seq) => readings.has(terminal, seq));

/**
 * Writes what was acknowledged into the truth and, read back from the time series, what is stored. A `state` that repeats what
 * its lift had said before has no point in the data model; only the log tells which those are.
 */
export const journalPoints = async (
  journal: Journal,
  run: { fault: string; report: LoadReport; logDir: string; influx: RunningInfluxd; database: string; toMs: number },
): Promise<void> => {
  const { report, fault } = run;
  const times = { fromMs: report.startedAtMs - 5_000, toMs: run.toMs };
  const boot = report.terminals[0]?.boot ?? '';
  const points = await readPoints(run.influx, run.database, { boot, ...times });
  const { inLog, unchanged } = await readLog(run.logDir);
  for (const { terminal, acked } of report.terminals) {
    const ranges = acked.map(([from, to]): Range => [from, to]);
    const withoutPoint = picked(ranges, (seq) => inLog.has(terminal, seq) && unchanged.has(terminal, seq));
    journal.truth({ truth: 'acked', fault, terminal, boot, ranges, withoutPoint });
    journal.points({ terminal, boot, ranges: rangesIn(points, terminal, ranges) });
  }
};
