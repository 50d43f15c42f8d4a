/**
 * `npm run bench -- detectors [--seeds 100] [--seed 2000] [--learn 1000] [--length 10000] [--only NAME] [--json] [--write]`
 *
 * False alerts, recall and delay of the detectors behind `liftwatch backtest`, with the settings of that command, on series
 * drawn by seed: one as it is, and the same with each shape from 60 % of it on. A shape is found when an episode of alerts
 * begins at or after its onset; what passes, while it lasts or within 50 rows after. Seeds below 1000 are for tuning.
 * With `--write` the tables go to docs/backtest.md.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultStreamSettings, type MachineSettings } from '../src/warning/stream/index.ts';
import { runSeries, type SeriesRun } from './detectors/run.ts';
import { healthy, shaped, type Series } from './detectors/series.ts';
import { shapes } from './detectors/shapes.ts';
import { falseAlertRows, recallRows } from './detectors/table.ts';

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '2000' },
    learn: { type: 'string', default: '1000' },
    length: { type: 'string', default: '10000' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const number = (name: 'seeds' | 'seed' | 'learn' | 'length', least: number): number => {
  const value = Number(options[name]);
  if (!Number.isInteger(value) || value < least)
    throw new RangeError(`--${name} must be a whole number of ${least} or more, not "${options[name]}"`);
  return value;
};
const [seeds, seed, learn, length] = [
  number('seeds', 2),
  number('seed', 0),
  number('learn', 200),
  number('length', 2_000),
];
const startMs = performance.now();

const settingsOf = (series: Series): MachineSettings => ({
  stream: {
    ...defaultStreamSettings,
    learnCount: learn,
    adoptCount: Math.max(learn, defaultStreamSettings.adoptCount),
  },
  signals: [{ name: 'x', kind: series.kind, direction: 'both' }],
});

const runsOf = (series: Series, of: typeof shapes): { name: string; runs: SeriesRun[] } => ({
  name: series.name,
  runs: Array.from({ length: seeds }, (_, i) =>
    runSeries(series, { seed: seed + i, length, settings: settingsOf(series), shapes: of }),
  ),
});

const isAsked = ({ name }: Series): boolean => name.includes(options.only);
const withShapes = shaped.filter(isAsked).map((series) => runsOf(series, shapes));
const asTheyAre = healthy
  .filter((series) => isAsked(series) && !shaped.includes(series))
  .map((series) => runsOf(series, []));
const all = [...withShapes, ...asTheyAre];

const command = `npm run bench -- detectors --seeds ${seeds} --seed ${seed} --learn ${learn} --length ${length}`;
const minutes = ((performance.now() - startMs) / 60_000).toFixed(1);
const page = [
  `Measured with \`${command} --write\` in ${minutes} min: ${seeds} series of ${length} rows each (seeds ${seed}-${seed + seeds - 1}), of which ${learn} are learnt from. In brackets 95 % intervals.`,
  '',
  ...falseAlertRows(all),
  '',
  'Found at all, and the median of the rows from the onset to the alert (one row is 5 minutes):',
  '',
  ...recallRows(shapes, withShapes),
].join('\n');

if (options.write) {
  const path = join(import.meta.dirname, '../../../docs/backtest.md');
  const text = await readFile(path, 'utf8');
  const mark = '<!-- generated -->';
  if (!text.includes(mark)) throw new Error(`docs/backtest.md has no ${mark}: put it where the tables belong`);
  await writeFile(path, `${text.slice(0, text.indexOf(mark) + mark.length)}\n\n${page}\n`);
}
console.log(options.json ? JSON.stringify({ seeds, seed, length, learn, series: all }) : page);
