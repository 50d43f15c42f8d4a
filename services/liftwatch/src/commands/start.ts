import { misspeltSettings, misspeltWords } from '@liftwatch/schemas';
import { Command, InvalidArgumentError } from 'commander';
import { loadConfig, serviceEnvironment, type CliConfig } from '../config.ts';
import { decidedWords } from '../start/decided-settings.ts';
import { loadThreads, type LoadingThreads } from '../start/threads.ts';

const INTERRUPTED = 130;
type Tell = (text: string) => void;

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
      const environment = serviceEnvironment();
      for (const words of [misspeltWords(misspeltSettings(environment)), decidedWords(environment)])
        if (words !== undefined) process.stderr.write(`liftwatch: warning: ${words}\n`);
      tell('liftwatch is starting / 正在启动 …');
      const stopped = untilStopped(options.for);
      const threads = loadThreads();
      const running = await startBeside(threads, config, { demo: options.demo, tell });
      await stopped;
      tell('stopping: taking in what is on the way (Ctrl-C again: at once)');
      await running.close();
    });

/** What this thread runs is loaded while the others load what they run. */
const startBeside = async (threads: LoadingThreads, config: CliConfig, options: { demo: boolean; tell: Tell }) => {
  try {
    const { startAllInOne } = await import('../start/all-in-one.ts');
    return await startAllInOne(config, { ...options, threads });
  } catch (error) {
    await threads.end();
    throw error;
  }
};

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
