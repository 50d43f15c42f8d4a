import { Command } from 'commander';

/** One command per file, in the order a new user meets them. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./commands/start.ts')).startCommand(),
  simulate: async () => (await import('./commands/simulate.ts')).simulateCommand(),
  replay: async () => (await import('./commands/replay.ts')).replayCommand(),
  backtest: async () => (await import('./commands/backtest.ts')).backtestCommand(),
  rules: async () => (await import('./commands/rules.ts')).rulesCommand(),
  worklist: async () => (await import('./commands/worklist.ts')).worklistCommand(),
  decide: async () => (await import('./commands/decide.ts')).decideCommand(),
  import: async () => (await import('./commands/import.ts')).importCommand(),
  context: async () => (await import('./commands/context.ts')).contextCommand(),
  credentials: async () => (await import('./commands/credentials.ts')).credentialsCommand(),
  dashboards: async () => (await import('./commands/dashboards.ts')).dashboardsCommand(),
  tokens: async () => (await import('./commands/tokens.ts')).tokensCommand(),
  report: async () => (await import('./commands/report.ts')).reportCommand(),
  'dead-letters': async () => (await import('./commands/dead-letters.ts')).deadLettersCommand(),
  log: async () => (await import('./commands/log.ts')).logCommand(),
  ledger: async () => (await import('./commands/ledger.ts')).ledgerCommand(),
  sandbox: async () => (await import('./commands/sandbox.ts')).sandboxCommand(),
  conformance: async () => (await import('./commands/conformance.ts')).conformanceCommand(),
};

/**
 * The command line. A command that is called is loaded alone, since all of them together are all of liftwatch; whoever
 * asks for help, or calls one that there is not, gets to see them all.
 */
export const program = async (called: string | undefined): Promise<Command> => {
  const root = new Command('liftwatch')
    .description('Watches lifts: finds faults as they happen and tells the people who act / 电梯物联网故障监测与预警')
    .version('0.1.0')
    .showHelpAfterError('(run with --help for the options)')
    .exitOverride();
  const one = called !== undefined && Object.hasOwn(commands, called) ? commands[called] : undefined;
  for (const load of one ? [one] : Object.values(commands)) root.addCommand((await load()).exitOverride());
  return root;
};
