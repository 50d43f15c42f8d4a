import { newMachine, takeRow, type MachineSettings, type MachineState } from '../../src/warning/stream/index.ts';
import { seeded, timeOf, type Series } from './series.ts';
import type { Shape } from './shapes.ts';

/** Share of a series after which a shape begins. */
const ONSET_SHARE = 0.6;
/** What passes is found while it lasts or so many rows after. */
const AFTER_ROWS = 50;

/** Of one series: alerts without a cause, and per shape the rows until an episode began that nothing before explains. */
export interface SeriesRun {
  readonly judgedRows: number;
  readonly alertRows: number;
  readonly episodes: number;
  readonly delayRows: readonly (number | undefined)[];
}

interface Watch {
  readonly machine: MachineState;
  quietRows: number;
}

/** Gives one row; true: an episode of alerts begins with it. */
const give = (
  w: Watch,
  row: { readonly atMs: number; readonly value: number | undefined },
  settings: MachineSettings,
): { score: number | null; begins: boolean } => {
  const { score } = takeRow(w.machine, { atMs: row.atMs, values: [row.value] }, settings);
  if (score === null) return { score, begins: false };
  const begins = score >= 1 && w.quietRows >= settings.stream.closeAfterReadings;
  w.quietRows = score >= 1 ? 0 : w.quietRows + 1;
  return { score, begins };
};

const delayOf = (
  series: Series,
  values: readonly (number | undefined)[],
  o: {
    readonly from: Watch;
    readonly onset: number;
    readonly seed: number;
    readonly shape: Shape;
    settings: MachineSettings;
  },
): number | undefined => {
  const { from, onset, shape, settings } = o;
  const w: Watch = { machine: structuredClone(from.machine), quietRows: from.quietRows };
  const random = seeded(o.seed * 104_729 + 5);
  const lasts = shape.lastsRows ?? Infinity;
  const end = Math.min(values.length, onset + lasts + AFTER_ROWS);
  for (let i = onset; i < end; i++) {
    const value = values[i];
    const sinceRows = i - onset;
    const changed =
      value === undefined || sinceRows >= lasts
        ? value
        : shape.change(value, {
            share: sinceRows / (values.length - onset),
            sinceRows,
            random,
            before: values[onset - 1] ?? 0,
          });
    if (give(w, { atMs: timeOf(series, i), value: changed }, settings).begins) return sinceRows;
  }
  return undefined;
};

/** Judges one series drawn by `seed`: as it is, and with each shape from its onset on. */
export const runSeries = (
  series: Series,
  o: {
    readonly seed: number;
    readonly length: number;
    readonly settings: MachineSettings;
    readonly shapes: readonly Shape[];
  },
): SeriesRun => {
  const values = series.values(seeded(o.seed * 7_919 + 17), o.length);
  const onset = Math.floor(o.length * ONSET_SHARE);
  const watch: Watch = { machine: newMachine(o.settings), quietRows: Infinity };
  let delayRows: readonly (number | undefined)[] = [];
  let [judgedRows, alertRows, episodes] = [0, 0, 0];
  values.forEach((value, i) => {
    if (i === onset)
      delayRows = o.shapes.map((shape) =>
        delayOf(series, values, { from: watch, onset, seed: o.seed, shape, settings: o.settings }),
      );
    const { score, begins } = give(watch, { atMs: timeOf(series, i), value }, o.settings);
    if (score === null) return;
    judgedRows++;
    if (score >= 1) alertRows++;
    if (begins) episodes++;
  });
  return { judgedRows, alertRows, episodes, delayRows };
};
