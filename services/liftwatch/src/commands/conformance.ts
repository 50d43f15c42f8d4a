import { checkPlatform, readCityDialect, shanghai } from '@liftwatch/dispatch';
import { Command } from 'commander';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CliError } from '../errors.ts';

interface Options {
  readonly dialect: string;
  readonly dialectFile?: string;
  readonly tokenFile?: string;
  readonly timeout: string;
}

const dialectOf = ({ dialect, dialectFile }: Options) => {
  if (dialectFile !== undefined) return { dialect: readCityDialect(dialectFile) };
  if (dialect === 'cap') return {};
  if (dialect === 'shanghai') return { dialect: shanghai };
  throw new CliError(
    'LIFT_CLI_USAGE',
    `dialect "${dialect}" is none of cap, shanghai; name a file with --dialect-file`,
  );
};

const tokenIn = async (path: string | undefined): Promise<string | undefined> => {
  if (path === undefined) return undefined;
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    throw new CliError('LIFT_CLI_NO_INPUT', `cannot read the token file ${path}`, { cause });
  }
};

const run = async (url: string, options: Options): Promise<void> => {
  if (!URL.canParse(url)) throw new CliError('LIFT_CLI_USAGE', `"${url}" is not a URL`);
  const token = await tokenIn(options.tokenFile);
  const target = {
    ...{ url, token, runId: randomUUID(), nowMs: Date.now(), timeoutMs: Number(options.timeout) * 1_000 },
    ...dialectOf(options),
  };
  const results = await checkPlatform(target, (result) => void process.stdout.write(`${JSON.stringify(result)}\n`));
  const failed = results.filter((result) => !result.ok && result.level === 'must');
  process.stderr.write(
    `${results.filter((r) => r.ok).length} of ${results.length} checks passed; run ${target.runId}\n`,
  );
  if (failed.length > 0)
    throw new CliError('LIFT_CLI_NOT_CONFORMANT', `${url} does not conform: ${failed.map((r) => r.check).join(', ')}`);
};

/** Checks others' endpoints. */
export const conformanceCommand = (): Command =>
  new Command('conformance')
    .description("check a receiver's endpoint before it is relied on")
    .addCommand(
      new Command('platform')
        .description("send test alarms to a city's platform and check how it takes them; 1 when it does not conform")
        .argument('<url>', 'its address: for CAP the whole URL, for a dialect the part before the path')
        .option('--dialect <name>', 'cap or shanghai', 'cap')
        .option('--dialect-file <file>', 'YAML of another dialect')
        .option('--token-file <file>', 'file with the token that it wants')
        .option('--timeout <s>', 'longest wait for an answer, s', '10')
        .action(run),
    );
