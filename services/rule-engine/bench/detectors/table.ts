import { median, rate, share, type Figure } from './intervals.ts';
import type { SeriesRun } from './run.ts';
import type { Shape } from './shapes.ts';

const PER_ROWS = 100_000;

const whole = (value: number): string => (Number.isNaN(value) ? '-' : String(Math.round(value)));
const span = (f: Figure, scale: number, places: number): string => {
  const text = (value: number): string => (scale * value).toFixed(places);
  return `${text(f.value)} (${text(f.low)}-${text(f.high)})`;
};

/** How often an alert comes although nothing is wrong. */
export const falseAlertRows = (
  of: readonly { readonly name: string; readonly runs: readonly SeriesRun[] }[],
): string[] => [
  '| nothing is wrong | false alerts per 100,000 rows | series with none | rows in alert |',
  '|---|---|---|---|',
  ...of.map(({ name, runs }) => {
    const rows = runs.reduce((sum, one) => sum + one.judgedRows, 0);
    const alerts = rate(
      runs.map(({ episodes }) => episodes),
      rows,
      PER_ROWS,
    );
    const quiet = share(runs.filter(({ episodes }) => episodes === 0).length, runs.length);
    const inAlert = runs.reduce((sum, one) => sum + one.alertRows, 0) / rows;
    return `| ${name} | ${span(alerts, 1, 1)} | ${span(quiet, 100, 0)} % | ${(100 * inAlert).toFixed(2)} % |`;
  }),
];

const found = (runs: readonly SeriesRun[], shape: number): string => {
  const delays = runs.flatMap(({ delayRows }) => delayRows[shape] ?? []);
  const recall = `${span(share(delays.length, runs.length), 100, 0)} %`;
  if (delays.length === 0) return recall;
  const { value, low, high } = median(delays);
  return `${recall}, ${whole(value)} (${whole(low)}-${whole(high)}) rows`;
};

const ratio = (found: number, wrong: number): number => (found + wrong === 0 ? Number.NaN : found / (found + wrong));

/** Share of alerts that are right where each series has one fault, any of the shapes; the ends of both intervals together. */
const precision = (shapes: readonly Shape[], runs: readonly SeriesRun[]): string => {
  const faults = shapes.flatMap(({ name }, i) => (name === 'none' ? [] : [i]));
  const hits = runs.flatMap(({ delayRows }) => faults.filter((i) => delayRows[i] !== undefined)).length;
  const recall = share(hits, runs.length * faults.length);
  const wrong = rate(
    runs.map(({ episodes }) => episodes),
    runs.length,
    1,
  );
  const value = ratio(recall.value, wrong.value);
  return `${span({ value, low: ratio(recall.low, wrong.high), high: ratio(recall.high, wrong.low) }, 100, 0)} %`;
};

/** Recall and median delay of each shape on each kind of noise, and how many alerts are right in all. */
export const recallRows = (
  shapes: readonly Shape[],
  of: readonly { readonly name: string; readonly runs: readonly SeriesRun[] }[],
): string[] => [
  `| shape | ${of.map(({ name }) => name).join(' | ')} |`,
  `|---|${of.map(() => '---').join('|')}|`,
  ...shapes.map(({ name }, i) => `| ${name} | ${of.map(({ runs }) => found(runs, i)).join(' | ')} |`),
  `| alerts that are right, one fault of any shape a series | ${of.map(({ runs }) => precision(shapes, runs)).join(' | ')} |`,
];
