import { Command } from 'commander';
import { loadConfig } from '../config.ts';
import { startAllInOne } from '../start/all-in-one.ts';

export const startCommand = (): Command =>
  new Command('start')
    .description('run everything in one process on embedded stores, with a sandbox outside world and simulated lifts')
    .option('--no-demo', 'without sandbox, simulated lifts and anonymous access')
    .option('--for <seconds>', 'stop by itself after so many seconds', Number)
    .action(async (options: { demo: boolean; for?: number }) => {
      const running = await startAllInOne(loadConfig(), {
        demo: options.demo,
        tell: (text) => process.stdout.write(`${text}\n`),
      });
      await untilStopped(options.for);
      process.stdout.write('stopping: taking in what is on the way\n');
      await running.close();
    });

/** Resolves on SIGINT, SIGTERM or after `seconds`. */
const untilStopped = (seconds: number | undefined): Promise<void> =>
  new Promise((resolve) => {
    const timer = seconds === undefined ? undefined : setTimeout(done, seconds * 1_000);
    function done(): void {
      clearTimeout(timer);
      process.off('SIGINT', done).off('SIGTERM', done);
      resolve();
    }
    process.once('SIGINT', done).once('SIGTERM', done);
  });
