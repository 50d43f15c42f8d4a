import { join } from 'node:path';
import { openConfiguredSeries, type TimeSeries } from '@liftwatch/stores';
import type { EngineConfig } from './config.ts';

/**
 * Opens the time series that the configuration names; undefined for none. An InfluxDB that is down is no error here.
 * `retentionMs`: how long the embedded one keeps a measurement; absent: as it does by itself.
 */
export const openSeries = (
  config: EngineConfig,
  retentionMs?: (measurement: string) => number,
): Promise<TimeSeries | undefined> =>
  openConfiguredSeries(config, join(config.LIFTWATCH_ENGINE_DATA_DIR, 'series.db'), retentionMs);
