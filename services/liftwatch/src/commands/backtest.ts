import { once } from 'node:events';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { DecimalMark } from '../backtest/cells.ts';
import {
  createBacktest,
  isUsable,
  ROWS_THAT_DECIDE,
  usualLearnCount,
  type BacktestOptions,
} from '../backtest/judge.ts';
import { openRecording, type RecordedRow } from '../backtest/recording.ts';
import { CliError } from '../errors.ts';
import { assertReadable, encodingName } from '../input-file.ts';

interface Options {
  readonly csv: string;
  readonly time: string;
  readonly value: readonly string[];
  readonly delimiter: string;
  readonly decimal: DecimalMark;
  readonly encoding: string;
  readonly learn?: number;
  readonly kind?: BacktestOptions['kind'];
  readonly direction: BacktestOptions['direction'];
  readonly json?: boolean;
}

const columns = (text: string, before: readonly string[] = []): readonly string[] => {
  if (text.split(',').some((name) => name.trim() === ''))
    throw new InvalidArgumentError('name columns, separated by commas');
  return [...before, text];
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

/** The rows that decide how many are learnt from, and of what kind the columns are. */
const takeFirst = async (rows: AsyncGenerator<RecordedRow>, usableCount: number): Promise<RecordedRow[]> => {
  const first: RecordedRow[] = [];
  for (let usable = 0; usable < usableCount;) {
    const next = await rows.next();
    if (next.done === true) break;
    first.push(next.value);
    if (isUsable(next.value)) usable++;
  }
  return first;
};

const openBacktest = async (o: Options) => {
  await assertReadable(o.csv);
  const { csv: path, time, value, delimiter: separator, decimal, kind, direction } = o;
  const plan = { path, time, columns: value, delimiter: separator, decimal, encoding: o.encoding, warn: tell };
  const recording = await openRecording(plan);
  const first = await takeFirst(recording.rows, Math.max(ROWS_THAT_DECIDE, (o.learn ?? 0) + 1));
  recording.check();
  const usable = first.filter(isUsable).length;
  const learnCount = o.learn ?? usualLearnCount(usable);
  if (usable <= learnCount)
    throw new CliError(
      'LIFT_CLI_BAD_INPUT',
      `${path} has ${usable} usable rows, and ${learnCount} are needed to learn from: give a longer recording or a smaller --learn`,
    );
  const backtest = createBacktest({ columns: recording.columns, learnCount, kind, direction }, first);
  return { recording, first, learnCount, backtest };
};

const WRITE_AT_ONCE_CHARS = 65_536;

const judgeFile = async (o: Options): Promise<void> => {
  const { recording, first, learnCount, backtest } = await openBacktest(o);
  let text = '';
  const flush = async (): Promise<void> => {
    const isTaken = process.stdout.write(text);
    text = '';
    if (!isTaken) await once(process.stdout, 'drain');
  };
  for (const row of first.splice(0)) text += `${JSON.stringify(backtest.take(row))}\n`;
  for await (const row of recording.rows) {
    text += `${JSON.stringify(backtest.take(row))}\n`;
    if (text.length >= WRITE_AT_ONCE_CHARS) await flush();
  }
  await flush();
  recording.check();
  const { dirtyCells, missingCells, skippedRows } = recording.dirt;
  const { rows, judgedRows, alertRows, episodes, firstAlert } = backtest.summary;
  const notJudged = backtest.notJudged();
  const counts = { rows, judgedRows, alertRows, episodes, firstAlert };
  const all = { ...counts, learn: learnCount, dirtyCells, missingCells, skippedRows, notJudged };
  if (o.json) return tell(`${JSON.stringify(all)}\n`);
  if (notJudged.length > 0)
    tell(
      `liftwatch: not judged, for fewer than ${learnCount} readings or fewer than 5 different values to learn from: ${notJudged.join(', ')}\n`,
    );
  tell(
    `liftwatch: ${rows} rows, ${learnCount} to learn from, ${judgedRows} judged; ${alertRows} rows alert in ${episodes} episodes` +
      `${firstAlert === null ? '' : `, the first at ${firstAlert}`}; ${dirtyCells} dirty cells, ${missingCells} empty cells, ${skippedRows} rows skipped\n`,
  );
};

export const backtestCommand = (): Command =>
  new Command('backtest')
    .description('try the early-warning detectors on a recorded series; one NDJSON line per row (docs/backtest.md)')
    .requiredOption('--csv <file>', 'CSV file with a header line; .gz is unpacked, - is standard input')
    .requiredOption(
      '--time <column>',
      'column with the time: ISO 8601 (UTC without an offset), epoch, or seconds since the start; two, separated by a comma: date and clock',
    )
    .requiredOption(
      '--value <columns>',
      'one or more numeric columns, separated by commas: together one machine',
      columns,
    )
    .option('--delimiter <char>', 'separator of the cells', delimiter, ',')
    .option('--encoding <name>', 'how the file is written: gbk, big5, utf-16be, ...', encodingName, 'utf-8')
    .addOption(new Option('--decimal <char>', 'what stands before the tenths').choices(['.', ',']).default('.'))
    .option(
      '--learn <count>',
      'readings to learn from, taken as healthy; absent: 15 % of the rows, 200 to 1000',
      learnCount,
    )
    .addOption(
      new Option(
        '--kind <kind>',
        'ratio: zero means none; interval: not so, as in °C; absent: interval where values are negative, else either will do',
      ).choices(['ratio', 'interval']),
    )
    .addOption(
      new Option('--direction <direction>', 'which change is bad').choices(['up', 'down', 'both']).default('both'),
    )
    .option('--json', 'the summary on standard error as one JSON object')
    .action((options: Options) => judgeFile(options));
