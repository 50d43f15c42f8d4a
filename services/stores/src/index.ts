export * from './errors.ts';
export { makeFolder } from './make-folder.ts';
export * from './log/record.ts';
export * from './log/port.ts';
export { openReadingLogWriter, type ReadingLogWriterOptions } from './log/writer.ts';
export { openReadingLogReader, type ReadingLogReaderOptions } from './log/reader.ts';
export { feedTail, takeTail, type TailFeed } from './log/tail-feed.ts';
export { archiveLog, type ArchiveOptions, type ArchiveResult } from './log/archive.ts';
export type { Retention } from './log/maintenance.ts';
export { encodeRecords, decodeRecords } from './log/codec.ts';
export { partitionOf } from './log/partition.ts';
export * from './findings/port.ts';
export { openSqliteFindingLog, type SqliteFindingLogOptions } from './findings/sqlite.ts';
export { openThreadedFindingLog } from './findings/threaded.ts';
export * from './engine/port.ts';
export { openThreadedEngineStore, type SendingEngineStore, type SendingListeners } from './engine/threaded.ts';
export type { SendingOptions } from './engine/sending.ts';
export {
  checkpointedBy,
  openEngineCheckpoints,
  openSqliteEngineStore,
  type EngineCheckpoints,
  type SqliteEngineStoreOptions,
} from './engine/sqlite.ts';
export * from './series/port.ts';
export { openSqliteDatabase } from './database/open.ts';
export { migrateDatabase, type Migration } from './database/migrations.ts';
export { AskedThread, threadFile, type AskedThreadOptions } from './thread/thread.ts';
export {
  loadServiceThread,
  type LoadingThread,
  type ServiceStart,
  type ServiceThread,
} from './thread/service-thread.ts';
export { ThreadError } from './thread/asking.ts';
export { serveThread } from './thread/serve.ts';
export { holdWriterLock, type WriterLock } from './sqlite/lock.ts';
export { openInfluxSeries, type InfluxSeriesOptions } from './series/influx.ts';
export {
  defaultRetentionMs,
  openSqliteSeries,
  openSqliteSeriesReader,
  type SqliteSeriesOptions,
} from './series/sqlite.ts';
export {
  influxOptionsOf,
  openConfiguredInflux,
  openConfiguredSeries,
  seriesSettings,
  type SeriesSettings,
} from './series/configured.ts';
export { borrowSeries, lendSeries, type SeriesLoan } from './series/lend.ts';
export { startSpoolSender, type SpoolSender, type SpoolSenderOptions } from './series/spool-sender.ts';
export {
  escapeKey,
  escapeMeasurement,
  parseLine,
  quoteField,
  type FieldType,
  type FieldValue,
  type ParsedPoint,
} from './series/line-protocol.ts';
