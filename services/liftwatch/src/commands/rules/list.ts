import { listRules } from '@liftwatch/rule-engine';
import { Command } from 'commander';

export const listCommand = (): Command =>
  new Command('list')
    .description('the rules with codes and versions; with --json also arguments and their sources')
    .option('--json', 'one JSON array')
    .action((options: { json?: boolean }) => {
      const rules = listRules();
      if (options.json) {
        process.stdout.write(`${JSON.stringify(rules, null, 2)}\n`);
        return;
      }
      for (const rule of rules)
        process.stdout.write(`${rule.name.padEnd(28)} ${rule.version.padEnd(8)} ${rule.codes.join(' ')}\n`);
    });
