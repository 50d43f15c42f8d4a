import { exitCodeOfFailure, exitCodes, misspeltSettings, misspeltWords } from '@liftwatch/schemas';
import { pino } from 'pino';
import { loadConfig, type DispatchConfig } from './config.ts';
import { DispatchError } from './errors.ts';
import { openDispatchStores } from './open-stores.ts';
import { startRehearsed } from './rehearse.ts';

const configured = (): DispatchConfig => {
  try {
    return loadConfig(process.env);
  } catch (error) {
    if (!(error instanceof DispatchError)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    return process.exit(exitCodes.config);
  }
};

const config = configured();
const logger = pino({ name: 'dispatch', level: config.LIFTWATCH_LOG_LEVEL });
const misspelt = misspeltWords(misspeltSettings(process.env));
if (misspelt !== undefined) logger.warn(misspelt);

const run = async (): Promise<void> => {
  const stores = await openDispatchStores(config);
  if (!stores.series) logger.info('no InfluxDB configured: incidents and rescue times wait in the database');
  const dispatch = await startRehearsed(config, { ...stores, logger });
  const signal = await new Promise<string>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  logger.info({ signal }, 'dispatch stops');
  await dispatch.close();
  await stores.close();
};

run().catch((error: unknown) => {
  logger.fatal({ err: error }, 'dispatch failed');
  // What was opened before may still hold the process.
  process.exit(exitCodeOfFailure(error));
});
