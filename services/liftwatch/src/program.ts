import { Command } from 'commander';
import { backtestCommand } from './commands/backtest.ts';
import { conformanceCommand } from './commands/conformance.ts';
import { credentialsCommand } from './commands/credentials.ts';
import { dashboardsCommand } from './commands/dashboards.ts';
import { deadLettersCommand } from './commands/dead-letters.ts';
import { decideCommand } from './commands/decide.ts';
import { importCommand } from './commands/import.ts';
import { ledgerCommand } from './commands/ledger.ts';
import { logCommand } from './commands/log.ts';
import { replayCommand } from './commands/replay.ts';
import { reportCommand } from './commands/report.ts';
import { rulesCommand } from './commands/rules.ts';
import { simulateCommand } from './commands/simulate.ts';
import { startCommand } from './commands/start.ts';
import { worklistCommand } from './commands/worklist.ts';
import { tokensCommand } from './commands/tokens.ts';

/** The command line: one command per file, in the order a new user meets them. */
export const program = (): Command => {
  const root = new Command('liftwatch')
    .description('Watches lifts: finds faults as they happen and tells the people who act / 电梯物联网故障监测与预警')
    .version('0.1.0')
    .showHelpAfterError('(run with --help for the options)')
    .exitOverride();
  for (const command of [
    startCommand(),
    simulateCommand(),
    replayCommand(),
    backtestCommand(),
    rulesCommand(),
    worklistCommand(),
    decideCommand(),
    importCommand(),
    credentialsCommand(),
    dashboardsCommand(),
    tokensCommand(),
    reportCommand(),
    deadLettersCommand(),
    logCommand(),
    ledgerCommand(),
    conformanceCommand(),
  ])
    root.addCommand(command.exitOverride());
  return root;
};
