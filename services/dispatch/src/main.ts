import { exitCodeOfFailure, exitCodes } from '@liftwatch/schemas';
import { holdWriterLock, openConfiguredInflux, openSqliteDatabase, openSqliteFindingLog } from '@liftwatch/stores';
import { pino } from 'pino';
import { loadConfig, type DispatchConfig } from './config.ts';
import type { DispatchTables } from './database/tables.ts';
import { DispatchError } from './errors.ts';
import { startDispatch } from './start-dispatch.ts';

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

const run = async (): Promise<void> => {
  // Two of them would each decide by what it remembers, and write over what the other has made of an incident.
  const lock = holdWriterLock(`${config.LIFTWATCH_DISPATCH_DATABASE}.lock`);
  const database = openSqliteDatabase<DispatchTables>(config.LIFTWATCH_DISPATCH_DATABASE);
  const findings = await openSqliteFindingLog({ path: config.LIFTWATCH_FINDINGS_DATABASE });
  // series.db has one writer, the rule engine; only a time series of its own can take what dispatch knows as well.
  const series = config.LIFTWATCH_SERIES_STORE === 'influx' ? openConfiguredInflux(config) : undefined;
  if (!series) logger.info('no InfluxDB configured: incidents and rescue times wait in the database');
  const dispatch = await startDispatch(config, { findings, database, logger, ...(series && { series }) });
  const signal = await new Promise<string>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  logger.info({ signal }, 'dispatch stops');
  await dispatch.close();
  await series?.close();
  await findings.close();
  await database.destroy();
  lock.release();
};

run().catch((error: unknown) => {
  logger.fatal({ err: error }, 'dispatch failed');
  // What was opened before may still hold the process.
  process.exit(exitCodeOfFailure(error));
});
