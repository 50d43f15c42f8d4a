import { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { loadConfig } from '../../config.ts';
import { getFromDispatch, postToDispatch } from '../../dispatch-client.ts';
import { readSetFile } from '../../rules/named-set.ts';

export interface Why {
  readonly by: string;
  readonly reason: string;
}

export const withWhy = (command: Command): Command =>
  command
    .requiredOption('--by <id>', 'who changes it: an id, never a name or number')
    .requiredOption('--reason <text>', 'why, at most 500 characters');

const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

/** Posts a change with its author and reason. */
export const postChange = (path: string, why: Why): Promise<unknown> =>
  postToDispatch(loadConfig(), path, {
    type: 'application/json',
    content: JSON.stringify({ by: why.by, reason: why.reason }),
  });

/** Checks the file here, so that its problems are told with its name, then publishes it. */
export const publishFile = async (path: string): Promise<string> => {
  const { version } = await readSetFile(path);
  await postToDispatch(loadConfig(), '/api/v1/rule-sets', {
    type: 'application/yaml',
    content: await readFile(path, 'utf8'),
  });
  return version;
};

const activate = (version: string, why: Why): Promise<unknown> =>
  postChange(`/api/v1/rule-sets/${encodeURIComponent(version)}/activate`, why);

interface Listed {
  readonly active: string;
  readonly candidate: string | null;
  readonly versions: readonly {
    readonly version: string;
    readonly author: string;
    readonly reason: string;
    readonly role: string | null;
    readonly overridesCount: number;
    readonly rulesCount: number;
  }[];
}

const versionsCommand = (): Command =>
  new Command('versions')
    .description('the rule sets that dispatch keeps, and which is active')
    .option('--json', 'one JSON object')
    .action(async (options: { json?: boolean }) => {
      const listed = await getFromDispatch<Listed>(loadConfig(), '/api/v1/rule-sets');
      if (options.json) return print(listed);
      process.stdout.write(`active: ${listed.active}; in the shadow: ${listed.candidate ?? 'none'}\n`);
      for (const one of listed.versions)
        process.stdout.write(
          `${(one.role ?? '').padEnd(10)} ${one.version.padEnd(24)} ${one.author.padEnd(12)} ${one.overridesCount} overrides, ${one.rulesCount} rules  ${one.reason}\n`,
        );
    });

/** Publishing, activating and rolling back versions, through dispatch. */
export const versionCommands = (): Command[] => [
  versionsCommand(),
  withWhy(new Command('publish'))
    .description('check a rule set and make it the active one; with --only, keep it without activating it')
    .argument('<file>', 'YAML or JSON')
    .option('--only', 'do not activate it')
    .action(async (file: string, options: Why & { only?: boolean }) => {
      const version = await publishFile(file);
      print(options.only ? { version, active: false } : await activate(version, options));
    }),
  withWhy(new Command('activate'))
    .description('make a published version the active one')
    .argument('<version>')
    .action(async (version: string, options: Why) => print(await activate(version, options))),
  withWhy(new Command('rollback'))
    .description('back to the version that was active before')
    .action(async (options: Why) => print(await postChange('/api/v1/rule-sets/rollback', options))),
];
