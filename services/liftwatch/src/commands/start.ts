import { misspeltSettings, misspeltWords } from '@liftwatch/schemas';
import { Command, InvalidArgumentError } from 'commander';
import { loadConfig, serviceEnvironment } from '../config.ts';
import { startAllInOne } from '../start/all-in-one.ts';

const INTERRUPTED = 130;

const seconds = (text: string): number => {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('give a number of seconds above 0');
};

export const startCommand = (): Command =>
  new Command('start')
    .description('run everything in one process on embedded stores, with a sandbox outside world and simulated lifts')
    .option('--no-demo', 'without sandbox, simulated lifts and anonymous access')
    .option('--for <seconds>', 'stop by itself after so many seconds', seconds)
    .action(async (options: { demo: boolean; for?: number }) => {
      const tell = (text: string): void => void process.stdout.write(`${text}\n`);
      const config = loadConfig();
      const misspelt = misspeltWords(misspeltSettings(serviceEnvironment()));
      if (misspelt !== undefined) process.stderr.write(`liftwatch: warning: ${misspelt}\n`);
      tell('liftwatch is starting / 正在启动 …');
      const stopped = untilStopped(options.for);
      const running = await startAllInOne(config, { demo: options.demo, tell });
      await stopped;
      tell('stopping: taking in what is on the way (Ctrl-C again: at once)');
      await running.close();
    });

/**
 * Resolves on SIGINT, SIGTERM or after `seconds`. A second signal ends the process at once, which loses nothing that was
 * acknowledged: it is what a power cut does.
 */
const untilStopped = (seconds: number | undefined): Promise<void> =>
  new Promise((resolve) => {
    const timer = seconds === undefined ? undefined : setTimeout(done, seconds * 1_000);
    function done(): void {
      clearTimeout(timer);
      process.off('SIGINT', done).off('SIGTERM', done);
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(INTERRUPTED));
      resolve();
    }
    process.once('SIGINT', done).once('SIGTERM', done);
  });
