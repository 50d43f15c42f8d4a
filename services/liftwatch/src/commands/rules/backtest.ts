import { Command, InvalidArgumentError } from 'commander';
import { loadConfig } from '../../config.ts';
import { instant } from '../../replay/line.ts';
import { backtest } from '../../rules/backtest/backtest.ts';
import { summaryText } from '../../rules/backtest/summary.ts';
import { namedSet } from '../../rules/named-set.ts';
import { dataFolderAt } from '../../start/data-folder.ts';

const price = (text: string): number => {
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('give a price of 0 or more, e.g. 0.05');
};

const time = (text: string): number => {
  const parsed = instant.safeParse(/^\d+$/.test(text) ? Number(text) : text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError('give ms since the Unix epoch or an ISO 8601 time with an offset');
};

interface Options {
  readonly against: string;
  readonly registry?: string;
  readonly smsPrice: number;
  readonly voicePrice: number;
  readonly currency: string;
  readonly until?: number;
  readonly json?: boolean;
}

export const backtestCommand = (): Command =>
  new Command('backtest')
    .description('judge a recording by a rule set and by the one that holds: what each would have found, sent and cost')
    .argument('<set>', 'the candidate: a file, a version, `active` or `built-in`')
    .argument(
      '[source]',
      'a log or archive folder, .ndjson (docs/replay-format.md) or .csv; absent: the log of the data folder',
    )
    .option(
      '--against <set>',
      'what it is compared with: a file, a version, `active`, `built-in`, or `recorded`: as the recording says',
      'recorded',
    )
    .option(
      '--registry <file>',
      'lifts and contacts (CSV, YAML): who would have been told; absent: one manager per site',
    )
    .option('--sms-price <amount>', 'price of one SMS part', price, 0)
    .option('--voice-price <amount>', 'price of one voice call', price, 0)
    .option('--currency <word>', 'shown beside the cost', 'CNY')
    .option('--until <time>', 'stop here, or let log time run on to here', time)
    .option('--json', 'one JSON object')
    .action(async (name: string, source: string | undefined, options: Options) => {
      const candidate = await namedSet(name, loadConfig);
      const baseline = options.against === 'recorded' ? undefined : await namedSet(options.against, loadConfig);
      const summary = await backtest({
        source: source ?? dataFolderAt(loadConfig().LIFTWATCH_DATA_DIR).log,
        candidate,
        baseline,
        registryPath: options.registry,
        untilMs: options.until,
        prices: { smsEach: options.smsPrice, voiceEach: options.voicePrice, currency: options.currency },
      });
      process.stdout.write(`${options.json ? JSON.stringify(summary) : summaryText(summary)}\n`);
    });
