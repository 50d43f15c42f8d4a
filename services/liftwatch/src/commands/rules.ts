import { Command } from 'commander';
import { backtestCommand } from './rules/backtest.ts';
import { diffCommand } from './rules/diff.ts';
import { lintCommand } from './rules/lint.ts';
import { listCommand } from './rules/list.ts';
import { shadowCommand } from './rules/shadow.ts';
import { testCommand } from './rules/test.ts';
import { versionCommands } from './rules/versions.ts';

export const rulesCommand = (): Command => {
  const command = new Command('rules').description('the rules of the engine, and what you change about them');
  for (const one of [
    listCommand(),
    lintCommand(),
    testCommand(),
    diffCommand(),
    backtestCommand(),
    shadowCommand(),
    ...versionCommands(),
  ])
    command.addCommand(one.exitOverride());
  return command;
};
