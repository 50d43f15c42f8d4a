import { writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { makeFolder } from '@liftwatch/stores';
import { Command, Argument, InvalidArgumentError } from 'commander';
import { stringify } from 'yaml';
import { loadConfig } from '../config.ts';
import { CliError } from '../errors.ts';
import { carrierNames, openCarrierBox, type CarrierBox, type CarrierName } from '../sandbox/carrier-box.ts';
import { openReportBack } from '../sandbox/report-back.ts';

interface Options {
  readonly port: number;
  readonly out?: string;
}

const OWNER_ONLY = 0o600;

const port = (text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError('give a port, or 0 for a free one');
};

const tell = (text: string): void => void process.stderr.write(`${text}\n`);

const tokenIn = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
};

/** Writes what dispatch needs to find the box; returns the path of the carriers file. */
const writeSettings = async (box: CarrierBox, folder: string): Promise<string> => {
  const [secretFile, file] = [join(folder, 'carrier.secret'), join(folder, 'carriers.yaml')];
  try {
    makeFolder(folder);
    await writeFile(secretFile, `${box.secret}\n`, { mode: OWNER_ONLY });
    await writeFile(file, stringify(box.carriersWith(secretFile)));
  } catch (cause) {
    throw new CliError('LIFT_CLI_CANNOT_WRITE', `cannot write into ${folder}: name another folder with --out`, {
      cause,
    });
  }
  return file;
};

/** `13800000001 1`: that number writes 1. */
const takeReplies = async (box: CarrierBox): Promise<void> => {
  for await (const line of createInterface({ input: process.stdin })) {
    const [, from, text] = /^\s*(\+?\d{5,15})\s+(.+?)\s*$/.exec(line) ?? [];
    if (from === undefined || text === undefined) tell('write a number and what it replies: 13800000001 1');
    else if (!(await box.reply(from, text))) tell(`${from}: nobody took the reply`);
  }
};

const untilStopped = (): Promise<void> =>
  new Promise((resolve_) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve_());
  });

const open = async (name: CarrierName, options: Options): Promise<CarrierBox> => {
  const config = loadConfig();
  const tokenFile = join(config.LIFTWATCH_DATA_DIR, 'receipts.token');
  const report = openReportBack({
    dispatchUrl: config.LIFTWATCH_DISPATCH_URL,
    token: () => tokenIn(tokenFile),
    onTrouble: tell,
  });
  try {
    return await openCarrierBox(name, {
      port: options.port,
      report,
      onTaken: (message) => void process.stdout.write(`${JSON.stringify(message)}\n`),
    });
  } catch (cause) {
    throw new CliError('LIFT_CLI_PORT_TAKEN', `port ${options.port} is taken: choose another with --port`, { cause });
  }
};

const run = async (name: CarrierName, options: Options): Promise<void> => {
  const stopped = untilStopped();
  const box = await open(name, options);
  try {
    const file = await writeSettings(box, resolve(options.out ?? `sandbox-${name}`));
    tell(`a double of ${name}: nothing leaves this machine / ${name} 的替身：不会真正发送`);
    tell(
      `start liftwatch so that it sends here:\n  LIFTWATCH_DISPATCH_CARRIERS_FILE=${file} liftwatch start --no-demo`,
    );
    tell('what it takes is shown below; to reply, write a number and a text: 13800000001 1');
    void takeReplies(box);
    await stopped;
  } finally {
    process.stdin.destroy();
    await box.close();
  }
};

/** Carriers in a box, to try settings and texts without an account. */
export const sandboxCommand = (): Command =>
  new Command('sandbox')
    .description(
      'a double of a carrier, written from its published API, to try dispatch against; shows what it is given',
    )
    .addArgument(new Argument('<carrier>', 'which').choices(carrierNames))
    .option('--port <n>', 'port on the loopback address; 0: a free one', port, 0)
    .option('--out <folder>', 'where carriers.yaml and its secret are written; absent: sandbox-CARRIER here')
    .action(run);
