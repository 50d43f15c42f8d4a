import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { dailyReport, htmlToPdf, monthlyReport, reportCsv, reportHtml, type Report } from '@liftwatch/console';
import { shanghaiDate, shanghaiDayStartMs, shanghaiMonthStartMs } from '@liftwatch/schemas';
import { openConfiguredInflux, openSqliteSeriesReader, seriesSettings, type SeriesReader } from '@liftwatch/stores';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { loadConfig, serviceEnvironment, type CliConfig } from '../config.ts';
import { CliError } from '../errors.ts';

const kinds = ['daily', 'monthly'] as const;
const formats = ['html', 'pdf', 'csv'] as const;
type Kind = (typeof kinds)[number];

interface Options {
  readonly date?: number;
  readonly format: (typeof formats)[number];
  readonly out?: string;
}

const NOON = 'T12:00:00+08:00';
const DAY_MS = 86_400_000;

/** `2026-03-02`, `2026-03` for a month, or `today`: a time within it, Asia/Shanghai. */
const parseDate = (text: string): number => {
  if (text === 'today') return Date.now();
  const day = /^\d{4}-\d{2}$/.test(text) ? `${text}-01` : text;
  const atMs = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}${NOON}`) : NaN;
  // A day that its month does not have becomes one of the next month.
  if (Number.isNaN(atMs) || shanghaiDate(atMs) !== day)
    throw new InvalidArgumentError('give a date like 2026-03-02, a month like 2026-03, or today');
  return atMs;
};

/** The last day, or month, that is over. */
const lastWhole = (kind: Kind, nowMs: number): number =>
  kind === 'daily' ? shanghaiDayStartMs(nowMs) - DAY_MS : shanghaiMonthStartMs(nowMs, -1);

/** Where the points are: the InfluxDB that is configured, else the embedded time series of the data folder. */
const openSeries = (config: CliConfig): SeriesReader => {
  const environment = serviceEnvironment();
  const parsed = z.object(seriesSettings).safeParse({
    // Naming an InfluxDB means wanting it.
    LIFTWATCH_SERIES_STORE: environment['LIFTWATCH_INFLUX_URL'] === undefined ? 'sqlite' : 'influx',
    ...environment,
  });
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new CliError('LIFT_CLI_BAD_CONFIG', `configuration: ${problems.join('; ')}`);
  }
  if (parsed.data.LIFTWATCH_SERIES_STORE === 'influx') return openConfiguredInflux(parsed.data);
  if (parsed.data.LIFTWATCH_SERIES_STORE === 'sqlite')
    return openSqliteSeriesReader(join(config.LIFTWATCH_DATA_DIR, 'series.db'));
  throw new CliError(
    'LIFT_CLI_BAD_CONFIG',
    'LIFTWATCH_SERIES_STORE is none: a report is made from the time series; name one',
  );
};

const written = async (report: Report, format: Options['format'], config: CliConfig): Promise<string | Uint8Array> => {
  if (format === 'csv') return reportCsv(report);
  const html = reportHtml(report);
  return format === 'html' ? html : htmlToPdf(html, config.LIFTWATCH_CHROMIUM);
};

const save = async (path: string, content: string | Uint8Array): Promise<void> => {
  await writeFile(path, content).catch((cause: unknown) => {
    throw new CliError('LIFT_CLI_CANNOT_WRITE', `cannot write ${path}: check the folder and its rights`, { cause });
  });
};

const report = async (kind: Kind, options: Options): Promise<void> => {
  if (options.format === 'pdf' && options.out === undefined)
    throw new CliError('LIFT_CLI_USAGE', 'a PDF needs a file: add --out FILE');
  const config = loadConfig();
  const series = openSeries(config);
  const nowMs = Date.now();
  try {
    const make = kind === 'daily' ? dailyReport : monthlyReport;
    const made = await make(series, options.date ?? lastWhole(kind, nowMs), nowMs);
    for (const { zh, en } of made.warnings) process.stderr.write(`liftwatch: ${zh} ${en}\n`);
    const content = await written(made, options.format, config);
    if (options.out === undefined) process.stdout.write(content);
    else await save(options.out, content);
  } finally {
    await series.close();
  }
};

export const reportCommand = (): Command =>
  new Command('report')
    .description('the safety report of a day, or the sheet of maintenance firms of a month, from the time series')
    .addArgument(new Argument('<kind>', 'which report').choices(kinds))
    .option(
      '--date <date>',
      'a day (2026-03-02) or month (2026-03), Asia/Shanghai, or today: the one that runs; absent: the last whole one',
      parseDate,
    )
    .addOption(new Option('--format <format>', 'how it is written').choices(formats).default('html'))
    .option('--out <file>', 'file to write; absent: standard output')
    .action(report);
