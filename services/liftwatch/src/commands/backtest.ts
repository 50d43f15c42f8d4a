import { once } from 'node:events';
import { Command, InvalidArgumentError, Option } from 'commander';
import { backtest, usualLearnCount, type BacktestOptions, type BacktestSummary } from '../backtest/judge.ts';
import { readRecording } from '../backtest/recording.ts';
import { CliError } from '../errors.ts';
import { assertReadable } from '../replay/read-file.ts';

interface Options {
  readonly csv: string;
  readonly time: string;
  readonly value: readonly string[];
  readonly delimiter: string;
  readonly learn?: number;
  readonly kind?: BacktestOptions['kind'];
  readonly direction: BacktestOptions['direction'];
  readonly json?: boolean;
}

const columns = (text: string, before: readonly string[] = []): readonly string[] => {
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => name === '')) throw new InvalidArgumentError('name columns, separated by commas');
  const all = [...before, ...names];
  if (new Set(all).size < all.length) throw new InvalidArgumentError('a column is named twice');
  return all;
};

const delimiter = (text: string): string => {
  const one = text === '\\t' || text === 'tab' ? '\t' : text;
  if (one.length === 1 && one !== '"' && one !== '\n') return one;
  throw new InvalidArgumentError('give one character, or \\t for a tab');
};

const LEARN_LEAST = 20;
const LEARN_MOST = 20_000;
const learnCount = (text: string): number => {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= LEARN_LEAST && count <= LEARN_MOST) return count;
  throw new InvalidArgumentError(`give a whole number of readings, ${LEARN_LEAST} to ${LEARN_MOST}`);
};

const tell = (text: string): void => void process.stderr.write(text);

const judgeFile = async (o: Options): Promise<void> => {
  await assertReadable(o.csv);
  const plan = { path: o.csv, time: o.time, columns: o.value, delimiter: o.delimiter, warn: tell };
  const { rows, dirt } = await readRecording(plan);
  const learn = o.learn ?? usualLearnCount(rows.length);
  if (rows.length <= learn)
    throw new CliError(
      'LIFT_CLI_BAD_INPUT',
      `${o.csv} has ${rows.length} usable rows, and ${learn} are needed to learn from: give a longer recording or a smaller --learn`,
    );
  const summary: BacktestSummary = { rows: 0, judgedRows: 0, alertRows: 0, episodes: 0, firstAlert: null };
  const options: BacktestOptions = { columns: o.value, learnCount: learn, kind: o.kind, direction: o.direction };
  for (const line of backtest(rows, options, summary))
    if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain');
  const { dirtyCells, missingCells, skippedRows } = dirt;
  const all = { ...summary, learn, dirtyCells, missingCells, skippedRows };
  if (o.json) return tell(`${JSON.stringify(all)}\n`);
  tell(
    `liftwatch: ${all.rows} rows, ${learn} to learn from, ${all.judgedRows} judged; ${all.alertRows} rows alert in ${all.episodes} episodes` +
      `${all.firstAlert === null ? '' : `, the first at ${all.firstAlert}`}; ${dirtyCells} dirty cells, ${missingCells} empty cells, ${skippedRows} rows skipped\n`,
  );
};

export const backtestCommand = (): Command =>
  new Command('backtest')
    .description('try the early-warning detectors on a recorded series; one NDJSON line per row (docs/backtest.md)')
    .requiredOption('--csv <file>', 'CSV file with a header line')
    .requiredOption(
      '--time <column>',
      'column with the time: ISO 8601 (UTC without an offset), epoch, or seconds since the start',
    )
    .requiredOption(
      '--value <columns>',
      'one or more numeric columns, separated by commas: together one machine',
      columns,
    )
    .option('--delimiter <char>', 'separator of the cells', delimiter, ',')
    .option(
      '--learn <count>',
      'readings to learn from, taken as healthy; absent: 15 % of the rows, 200 to 1000',
      learnCount,
    )
    .addOption(
      new Option(
        '--kind <kind>',
        'ratio: zero means none; interval: not so, as in °C; absent: by the sign of the values',
      ).choices(['ratio', 'interval']),
    )
    .addOption(
      new Option('--direction <direction>', 'which change is bad').choices(['up', 'down', 'both']).default('both'),
    )
    .option('--json', 'the summary on standard error as one JSON object')
    .action((options: Options) => judgeFile(options));
