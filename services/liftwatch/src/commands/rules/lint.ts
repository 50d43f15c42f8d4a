import { DispatchError, readRuleSet } from '@liftwatch/dispatch';
import { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { assertRegularFile } from '../../input-file.ts';
import { NegativeResult } from '../../errors.ts';

interface Linted {
  readonly file: string;
  readonly ok: boolean;
  readonly version: string | null;
  readonly problems: readonly string[];
}

const lint = async (file: string): Promise<Linted> => {
  await assertRegularFile(file);
  try {
    return { file, ok: true, version: readRuleSet(await readFile(file, 'utf8')).version, problems: [] };
  } catch (error) {
    if (!(error instanceof DispatchError)) throw error;
    return { file, ok: false, version: null, problems: error.problems };
  }
};

export const lintCommand = (): Command =>
  new Command('lint')
    .description('check rule sets: form, rule and argument names, units, ranges; exit 1 when something is wrong')
    .argument('<files...>', 'rule sets, YAML or JSON (docs/rule-sets.md)')
    .option('--json', 'one JSON object per file')
    .action(async (files: string[], options: { json?: boolean }) => {
      let isGood = true;
      for (const file of files) {
        const linted = await lint(file);
        if (!linted.ok) isGood = false;
        if (options.json) process.stdout.write(`${JSON.stringify(linted)}\n`);
        else if (linted.ok) process.stdout.write(`${file}: version ${linted.version} is good\n`);
        else for (const problem of linted.problems) process.stdout.write(`${file}: ${problem}\n`);
      }
      if (!isGood) throw new NegativeResult();
    });
