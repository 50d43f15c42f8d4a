import { join } from 'node:path';
import {
  influxOptionsOf,
  openConfiguredSeries,
  startSpoolSender,
  type EngineStore,
  type SendingEngineStore,
  type SpoolSenderOptions,
  type TimeSeries,
} from '@liftwatch/stores';
import type { EngineConfig } from './config.ts';
import type { StartSending } from './start-rule-engine.ts';

/**
 * Opens the time series that the configuration names; undefined for none. An InfluxDB that is down is no error here.
 * `retentionMs`: how long the embedded one keeps a measurement; absent: as it does by itself.
 */
export const openSeries = (
  config: EngineConfig,
  retentionMs?: (measurement: string) => number,
): Promise<TimeSeries | undefined> =>
  openConfiguredSeries(config, join(config.LIFTWATCH_ENGINE_DATA_DIR, 'series.db'), retentionMs);

/** Empties the spool into a time series of this thread. */
export const sendingHere =
  (store: EngineStore, series: SpoolSenderOptions['series']): StartSending =>
  (options) =>
    startSpoolSender({ ...options, store, series });

/** Empties the spool into InfluxDB from the thread of the spool. */
const sendingThere =
  (store: SendingEngineStore, config: EngineConfig): StartSending =>
  ({ log, onRefused, onWritten, ...options }) =>
    store.startSending(
      { ...options, influx: influxOptionsOf(config) },
      { ...(log && { log }), ...(onRefused && { onRefused }), ...(onWritten && { onWritten }) },
    );

/** How the spool is emptied into the time series that the configuration names. */
export interface OpenedSending {
  readonly startSending?: StartSending;
  /** After the engine. */
  close(): Promise<void>;
}

export const openSending = async (config: EngineConfig, store: SendingEngineStore): Promise<OpenedSending> => {
  if (config.LIFTWATCH_SERIES_STORE === 'influx')
    return { startSending: sendingThere(store, config), close: () => Promise.resolve() };
  const series = await openSeries(config);
  if (!series) return { close: () => Promise.resolve() };
  return { startSending: sendingHere(store, series), close: () => series.close() };
};
