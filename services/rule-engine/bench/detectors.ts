/**
 * False alarms and detection of the streaming detectors on seeded series.
 *
 *   node --conditions=liftwatch-dev bench/detectors.ts [--seeds 10] [--learn 1000] [--length 10000] [--json]
 *
 * Healthy: share of judged rows in alert, and alert episodes per 100,000 rows. Faults begin at 60 % of the series;
 * detected when a row at or after the onset alerts that no alarm before the onset explains; delay in rows, median.
 */
import { parseArgs } from 'node:util';
import { defaultStreamSettings, newMachine, takeRow, type MachineSettings } from '../src/warning/stream/index.ts';
import { faults, healthy, seeded, timeOf, type Fault, type Series } from './detectors/series.ts';

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    learn: { type: 'string', default: '1000' },
    length: { type: 'string', default: '10000' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const seeds = Number(options.seeds);
const length = Number(options.length);

const settingsOf = (series: Series): MachineSettings => ({
  stream: { ...defaultStreamSettings, learnCount: Number(options.learn) },
  signals: [{ name: 'x', kind: series.kind, direction: 'both' }],
});

interface Run {
  readonly judged: number;
  readonly alertRows: number;
  readonly episodes: number;
  readonly delayRows: number | undefined;
}

const run = (series: Series, seed: number, fault?: Fault): Run => {
  const random = seeded(seed * 7_919 + 17);
  const other = seeded(seed * 104_729 + 5);
  const values = series.values(random, length);
  const onset = Math.floor(length * 0.6);
  const settings = settingsOf(series);
  const machine = newMachine(settings);
  let [judged, alertRows, episodes, quiet] = [0, 0, 0, 1e9];
  let delayRows: number | undefined;
  values.forEach((value, i) => {
    const changed =
      fault && i >= onset && value !== undefined
        ? fault.change(value, {
            share: (i - onset) / (length - onset),
            sinceRows: i - onset,
            random: other,
            onsetValue: values[onset] ?? 0,
          })
        : value;
    const { score } = takeRow(machine, { atMs: timeOf(series, i), values: [changed] }, settings);
    if (score === null) return;
    if (!fault || i < onset) judged++;
    if (score >= 1) {
      if (fault && i >= onset && quiet > 0 && delayRows === undefined) delayRows = i - onset;
      if (!fault || i < onset) alertRows++;
      if ((!fault || i < onset) && quiet >= 50) episodes++;
      quiet = 0;
    } else quiet++;
  });
  return { judged, alertRows, episodes, delayRows };
};

const medianOf = (list: readonly number[]): number | null => [...list].sort((a, b) => a - b)[list.length >> 1] ?? null;

const rows: Record<string, unknown>[] = [];
for (const series of healthy) {
  if (!series.name.includes(options.only)) continue;
  const runs = Array.from({ length: seeds }, (_, seed) => run(series, seed));
  const judged = runs.reduce((sum, one) => sum + one.judged, 0);
  const line: Record<string, unknown> = {
    series: series.name,
    alertPercent: +((100 * runs.reduce((sum, one) => sum + one.alertRows, 0)) / Math.max(1, judged)).toFixed(3),
    episodesPer100k: +((1e5 * runs.reduce((sum, one) => sum + one.episodes, 0)) / Math.max(1, judged)).toFixed(2),
  };
  for (const fault of faults) {
    const found = Array.from({ length: seeds }, (_, seed) => run(series, seed, fault)).map((one) => one.delayRows);
    const delays = found.filter((one) => one !== undefined);
    line[fault.name] = `${Math.round((100 * delays.length) / seeds)}% @${medianOf(delays) ?? '-'}`;
  }
  rows.push(line);
}
if (options.json) console.log(JSON.stringify({ seeds, length, learn: Number(options.learn), rows }));
else console.table(rows);
