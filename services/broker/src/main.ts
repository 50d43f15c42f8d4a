#!/usr/bin/env node
import { join } from 'node:path';
import { exitCodeOfFailure, misspeltSettings, misspeltWords } from '@liftwatch/schemas';
import { checkpointedBy, makeFolder, openReadingLogWriter } from '@liftwatch/stores';
import { pino } from 'pino';
import { loadConfig } from './config.ts';
import { startBroker } from './start.ts';

const run = async (): Promise<void> => {
  const config = loadConfig(process.env);
  const logger = pino({ level: config.LIFTWATCH_BROKER_LOG_LEVEL, base: { service: 'broker' } });
  const misspelt = misspeltWords(misspeltSettings(process.env));
  if (misspelt !== undefined) logger.warn(misspelt);
  makeFolder(config.LIFTWATCH_BROKER_DATA_DIR);
  const log = await openReadingLogWriter({
    dir: join(config.LIFTWATCH_BROKER_DATA_DIR, 'log'),
    partitions: config.LIFTWATCH_BROKER_PARTITIONS,
    onThread: true,
    retention: {
      maxBytes: config.LIFTWATCH_BROKER_LOG_KEPT_BYTES,
      maxAgeMs: config.LIFTWATCH_BROKER_LOG_KEPT_S * 1_000,
      // Nothing that the engine has not read is deleted; without its file nothing is.
      checkpointed: checkpointedBy(
        config.LIFTWATCH_BROKER_ENGINE_STORE_FILE ?? join(config.LIFTWATCH_BROKER_DATA_DIR, 'spool.db'),
      ),
    },
    minFreeBytes: config.LIFTWATCH_BROKER_MIN_FREE_BYTES,
    onMaintenanceError: (err) => logger.error({ err }, 'a log segment was not packed or deleted, tried again later'),
  });
  const broker = await startBroker(config, { log, logger });
  const stop = () => {
    broker
      .close()
      .then(() => log.close())
      .catch((err: unknown) => {
        logger.error({ err }, 'the broker did not close in order');
        process.exitCode = 1;
      });
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
};

run().catch((error: unknown) => {
  const code = error instanceof Error && 'code' in error ? ` [${String(error.code)}]` : '';
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}${code}\n`);
  // What was opened before may still hold the process.
  process.exit(exitCodeOfFailure(error));
});
