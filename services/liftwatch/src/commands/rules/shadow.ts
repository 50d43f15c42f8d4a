import { Command } from 'commander';
import { existsSync } from 'node:fs';
import { loadConfig } from '../../config.ts';
import { getJson } from '../../dispatch-client.ts';
import { postChange, publishFile, withWhy, type Why } from './versions.ts';

interface Status {
  readonly running: boolean;
  readonly version: string | null;
  readonly sinceMs: number | null;
  readonly liftsCount: number;
  readonly failures: number;
  readonly rules: readonly {
    readonly rule: string;
    readonly code: string;
    readonly active: number;
    readonly candidate: number;
    readonly both: number;
    readonly onlyActive: number;
    readonly onlyCandidate: number;
  }[];
}

const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
const row = (cells: readonly (string | number)[]): string =>
  cells.map((cell, i) => (i === 0 ? String(cell).padEnd(34) : String(cell).padStart(12))).join('');

const statusText = (status: Status): string => {
  if (!status.running && status.version === null) return 'nothing runs in the shadow';
  const began = status.sinceMs === null ? '' : new Date(status.sinceMs).toISOString();
  const state = status.running
    ? `runs beside the active rules of ${status.liftsCount} lifts${began && ` since ${began}`}`
    : `has ended${began && `; it began ${began}`}`;
  return [
    `${status.version} ${state}`,
    row(['alarms', 'active', 'candidate', 'both', 'only active', 'only cand.']),
    ...status.rules.map((one) =>
      row([`${one.rule} ${one.code}`, one.active, one.candidate, one.both, one.onlyActive, one.onlyCandidate]),
    ),
    ...(status.rules.length === 0 ? ['(none yet)'] : []),
    ...(status.failures > 0 ? [`${status.failures} failures of rules in the shadow`] : []),
  ].join('\n');
};

/** A candidate version beside the active one, on the same readings; nobody is told what it finds. */
export const shadowCommand = (): Command => {
  const start = withWhy(new Command('start'))
    .description('run a version in the shadow of the active one')
    .argument('<set>', 'a file (it is published first) or a published version')
    .action(async (set: string, options: Why) => {
      const version = existsSync(set) ? await publishFile(set) : set;
      print(await postChange(`/api/v1/rule-sets/${encodeURIComponent(version)}/shadow`, options));
    });
  const status = new Command('status')
    .description('how the candidate compares so far')
    .option('--json', 'one JSON object')
    .action(async (options: { json?: boolean }) => {
      const config = loadConfig();
      const found = await getJson<Status>('the rule engine', new URL('/api/v1/shadow', config.LIFTWATCH_ENGINE_URL));
      process.stdout.write(`${options.json ? JSON.stringify(found) : statusText(found)}\n`);
    });
  const stop = withWhy(new Command('stop'))
    .description('end the shadow; its comparison stays to be read')
    .action(async (options: Why) => {
      const ended = (await postChange('/api/v1/rule-sets/shadow/stop', options)) as { version: string };
      print({ version: ended.version, running: false });
    });
  const command = new Command('shadow').description('a candidate beside the active rules, live, telling nobody');
  for (const one of [start, status, stop]) command.addCommand(one.exitOverride());
  return command;
};
