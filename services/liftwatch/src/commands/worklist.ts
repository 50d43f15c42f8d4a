import { warningCauseNames, type PrecisionRow, type WorklistItem } from '@liftwatch/schemas';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { loadConfig } from '../config.ts';
import { getFromDispatch, postToDispatch } from '../dispatch-client.ts';
import { listText, type FirmList } from '../worklist/list-text.ts';
import { headOf, type Language } from '../worklist/words.ts';

interface Shown {
  readonly lang: Language;
  readonly json?: boolean;
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

const shown = (command: Command): Command =>
  command
    .addOption(new Option('--lang <language>', 'zh or en').choices(['zh', 'en']).default('zh'))
    .option('--json', 'JSON as REST gives it');

const post = (path: string, body: object): Promise<unknown> =>
  postToDispatch(loadConfig(), path, { type: 'application/json', content: JSON.stringify(body) });

const showCommand = (): Command =>
  shown(new Command('show'))
    .description('what a firm is to look at today, why, and where to look; without a firm, how much waits for each')
    .argument('[firm]', 'firm id; `none`: lifts without a firm')
    .action(async (firm: string | undefined, options: Shown) => {
      if (firm === undefined) {
        const { firms } = await getFromDispatch<{
          firms: (FirmList & { act: number; accepted: number; watch: number })[];
        }>(loadConfig(), '/api/v1/worklists');
        if (options.json) return print(JSON.stringify(firms));
        for (const one of firms)
          print(
            `${one.firmId.padEnd(24)} act ${one.act}, accepted ${one.accepted}, watched ${one.watch}; ${one.capacityPerDay} a day`,
          );
        return;
      }
      const list = await getFromDispatch<FirmList>(loadConfig(), `/api/v1/worklists/${encodeURIComponent(firm)}`);
      print(options.json ? JSON.stringify(list) : listText(list, options.lang));
    });

const rankCommand = (): Command =>
  shown(new Command('rank'))
    .description('rank the open warnings of a firm anew')
    .argument('<firm>')
    .requiredOption('--by <id>', 'who asks: an id')
    .action(async (firm: string, options: Shown & { by: string }) => {
      const list = (await post(`/api/v1/worklists/${encodeURIComponent(firm)}/rank`, { by: options.by })) as FirmList;
      print(options.json ? JSON.stringify(list) : listText(list, options.lang));
    });

const whole = (text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 1_000) return value;
  throw new InvalidArgumentError('give a whole number from 0 to 1000');
};

const capacityCommand = (): Command =>
  shown(new Command('capacity'))
    .description('how many warnings the crews of a firm can look at in a day')
    .argument('<firm>')
    .addArgument(new Argument('<perDay>').argParser(whole))
    .requiredOption('--by <id>', 'who says so: an id')
    .action(async (firm: string, perDay: number, options: Shown & { by: string }) => {
      const path = `/api/v1/worklists/${encodeURIComponent(firm)}/capacity`;
      const list = (await post(path, { perDay, by: options.by })) as FirmList;
      print(options.json ? JSON.stringify(list) : listText(list, options.lang));
    });

const answerCommand = (word: 'accept' | 'return' | 'confirm' | 'reject', what: string): Command => {
  const command = shown(new Command(word))
    .description(what)
    .argument('<id>', 'id of the warning, as the list shows it')
    .requiredOption('--by <id>', 'crew or technician: an id')
    .option('--note <text>', 'in words, at most 500 characters');
  if (word === 'confirm' || word === 'reject') {
    const cause = new Option('--cause <cause>', 'what was found on site').choices(warningCauseNames);
    command.addOption(word === 'confirm' ? cause.makeOptionMandatory() : cause);
  }
  return command.action(async (id: string, options: Shown & { by: string; note?: string; cause?: string }) => {
    const { by, note, cause } = options;
    const item = (await post(`/api/v1/worklist-items/${encodeURIComponent(id)}/${word}`, {
      by,
      note,
      cause,
    })) as WorklistItem;
    print(options.json ? JSON.stringify(item) : `${item.state}: ${headOf(item, options.lang)}`);
  });
};

const percent = (value: number | null): string => (value === null ? '-' : `${Math.round(value * 100)} %`);

const precisionText = (row: PrecisionRow): string => {
  const who = `${row.rule ?? 'all rules'} / ${row.firmId ?? 'all firms'}`;
  const interval = row.low === null ? '' : ` (95 %: ${percent(row.low)} to ${percent(row.high)})`;
  return `${who.padEnd(48)} ${percent(row.precision)}${interval}; ${row.confirmed} confirmed, ${row.rejected} rejected, ${row.expired} expired`;
};

const precisionCommand = (): Command =>
  new Command('precision')
    .description('how often warnings were right, by rule and by firm, with the 95 % Wilson interval')
    .option('--json', 'one JSON array')
    .action(async (options: { json?: boolean }) => {
      const { rows } = await getFromDispatch<{ rows: PrecisionRow[] }>(loadConfig(), '/api/v1/worklists/precision');
      if (options.json) print(JSON.stringify(rows));
      else for (const row of rows) print(precisionText(row));
    });

/** Warnings as a firm works on them, through dispatch. */
export const worklistCommand = (): Command => {
  const command = new Command('worklist').description(
    'warnings about wear: what to look at, and what was found / 预警工作单',
  );
  command.addCommand(showCommand().exitOverride(), { isDefault: true });
  for (const one of [
    rankCommand(),
    answerCommand('accept', 'a crew takes a warning on'),
    answerCommand('return', 'the crew cannot: back to watch'),
    answerCommand('confirm', 'found on site, with its cause'),
    answerCommand('reject', 'not found on site'),
    capacityCommand(),
    precisionCommand(),
  ])
    command.addCommand(one.exitOverride());
  return command;
};
