import { Command } from 'commander';
import { loadConfig } from '../../config.ts';
import { NegativeResult } from '../../errors.ts';
import { namedSet } from '../../rules/named-set.ts';
import { runTestFile } from '../../rules/unit-test/run-tests.ts';

export const testCommand = (): Command =>
  new Command('test')
    .description('run unit tests of rules: readings in, findings expected; exit 1 when one fails')
    .argument('<files...>', 'test files, YAML (docs/rule-sets.md)')
    .option('--rules <set>', 'judge by this rule set instead of the one that a file names')
    .option('--json', 'one JSON object per test')
    .action(async (files: string[], options: { rules?: string; json?: boolean }) => {
      const set = options.rules === undefined ? undefined : await namedSet(options.rules, loadConfig);
      let failed = 0;
      let count = 0;
      for (const file of files) {
        for (const result of await runTestFile(file, set)) {
          count++;
          if (!result.ok) failed++;
          if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
          else {
            process.stdout.write(`${result.ok ? 'ok  ' : 'FAIL'} ${result.name}\n`);
            for (const problem of result.problems) process.stdout.write(`       ${problem}\n`);
          }
        }
      }
      if (!options.json) process.stdout.write(`${count - failed} of ${count} tests passed\n`);
      if (failed > 0) throw new NegativeResult();
    });
