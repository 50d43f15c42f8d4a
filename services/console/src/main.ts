import { exitCodeOfFailure, exitCodes, misspeltSettings, misspeltWords } from '@liftwatch/schemas';
import { pino } from 'pino';
import { loadConfig, type ConsoleConfig } from './config.ts';
import { ConsoleError } from './errors.ts';
import { openSeries } from './open-series.ts';
import { startConsole } from './start-console.ts';

const configured = (): ConsoleConfig => {
  try {
    return loadConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    return process.exit(exitCodes.config);
  }
};

const config = configured();
const logger = pino({ name: 'console', level: config.LIFTWATCH_CONSOLE_LOG_LEVEL });
const misspelt = misspeltWords(misspeltSettings(process.env));
if (misspelt !== undefined) logger.warn(misspelt);

const run = async (): Promise<void> => {
  const series = openSeries(config);
  const started = await startConsole(config, { logger, series });
  const signal = await new Promise<string>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  logger.info({ signal }, 'console stops');
  await started.close();
  await series?.close();
};

run().catch((error: unknown) => {
  logger.fatal({ err: error }, 'console failed');
  // What was opened before may still hold the process.
  process.exit(exitCodeOfFailure(error));
});
