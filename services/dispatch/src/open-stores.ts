import {
  holdWriterLock,
  openConfiguredInflux,
  openSqliteDatabase,
  openSqliteFindingLog,
  type FindingLog,
  type SeriesWriter,
} from '@liftwatch/stores';
import type { Kysely } from 'kysely';
import type { DispatchConfig } from './config.ts';
import type { DispatchTables } from './database/tables.ts';

/** What dispatch works on, opened as its configuration names it. */
export interface DispatchStores {
  readonly findings: FindingLog;
  readonly database: Kysely<DispatchTables>;
  readonly series?: SeriesWriter;
  /** After dispatch. */
  close(): Promise<void>;
}

/**
 * Opens database, finding log and, where it is InfluxDB, the time series. series.db has one writer, so that it is
 * borrowed from whoever has it or left alone.
 * @throws {StoreError} LIFT_STORE_LOCKED when another dispatch works on the database: each would decide by what it
 * remembers, and write over what the other has made of an incident
 */
export const openDispatchStores = async (config: DispatchConfig): Promise<DispatchStores> => {
  const lock = holdWriterLock(`${config.LIFTWATCH_DISPATCH_DATABASE}.lock`);
  const database = openSqliteDatabase<DispatchTables>(config.LIFTWATCH_DISPATCH_DATABASE);
  const findings = await openSqliteFindingLog({ path: config.LIFTWATCH_FINDINGS_DATABASE });
  const series = config.LIFTWATCH_SERIES_STORE === 'influx' ? openConfiguredInflux(config) : undefined;
  return {
    findings,
    database,
    ...(series && { series }),
    async close() {
      await series?.close();
      await findings.close();
      await database.destroy();
      lock.release();
    },
  };
};
