import { Command } from 'commander';
import { replayCommand } from './commands/replay.ts';

/** The command line: one command per file, in the order a new user meets them. */
export const program = (): Command => {
  const root = new Command('liftwatch')
    .description('Watches lifts: finds faults as they happen and tells the people who act / 电梯物联网故障监测与预警')
    .version('0.1.0')
    .showHelpAfterError('(run with --help for the options)')
    .exitOverride();
  for (const command of [replayCommand()]) root.addCommand(command.exitOverride());
  return root;
};
