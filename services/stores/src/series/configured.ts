import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { openInfluxSeries, type InfluxSeriesOptions } from './influx.ts';
import type { TimeSeries } from './port.ts';
import { openSqliteSeries } from './sqlite.ts';

/** The settings that name the time series: the same in every service that reads or writes it. */
export const seriesSettings = {
  LIFTWATCH_SERIES_STORE: z
    .enum(['sqlite', 'influx', 'none'])
    .default('sqlite')
    .describe('Time series: series.db in the data folder, InfluxDB, or none (points wait)'),
  LIFTWATCH_INFLUX_URL: z.url().default('http://127.0.0.1:8086').describe('InfluxDB, without path'),
  LIFTWATCH_INFLUX_DATABASE: z
    .string()
    .min(1)
    .default('liftwatch')
    .describe('InfluxDB database, created where missing (1.x)'),
  LIFTWATCH_INFLUX_API: z
    .enum(['v1', 'v2'])
    .default('v1')
    .describe('Write path: /write (1.x) or /api/v2/write (1.8+, 2.x, 3.x)'),
  LIFTWATCH_INFLUX_ORG: z.string().default('').describe('Organisation (v2)'),
  LIFTWATCH_INFLUX_USERNAME: z.string().default('').describe('User (v1)'),
  LIFTWATCH_INFLUX_PASSWORD_FILE: z.string().default('').describe('File with the password (v1)'),
  LIFTWATCH_INFLUX_TOKEN_FILE: z.string().default('').describe('File with the token (v2)'),
} as const;
export type SeriesSettings = { readonly [K in keyof typeof seriesSettings]: z.infer<(typeof seriesSettings)[K]> };

const secret = (file: string): string | undefined => (file === '' ? undefined : readFileSync(file, 'utf8').trim());

/** How to reach the InfluxDB that the settings name. */
export const influxOptionsOf = (settings: SeriesSettings): InfluxSeriesOptions => {
  const token = secret(settings.LIFTWATCH_INFLUX_TOKEN_FILE);
  const password = secret(settings.LIFTWATCH_INFLUX_PASSWORD_FILE);
  return {
    url: settings.LIFTWATCH_INFLUX_URL,
    database: settings.LIFTWATCH_INFLUX_DATABASE,
    api: settings.LIFTWATCH_INFLUX_API,
    ...(settings.LIFTWATCH_INFLUX_ORG !== '' && { org: settings.LIFTWATCH_INFLUX_ORG }),
    ...(settings.LIFTWATCH_INFLUX_USERNAME !== '' && { username: settings.LIFTWATCH_INFLUX_USERNAME }),
    ...(token !== undefined && { token }),
    ...(password !== undefined && { password }),
  };
};

/** Opens the InfluxDB that the settings name. One that is down is no error here. */
export const openConfiguredInflux = (settings: SeriesSettings): TimeSeries =>
  openInfluxSeries(influxOptionsOf(settings));

/**
 * Opens the time series for writing; undefined for none. `sqlitePath` is used when the embedded store is named, and
 * `retentionMs` then says how long a measurement is kept; absent: the store's own.
 */
export const openConfiguredSeries = async (
  settings: SeriesSettings,
  sqlitePath: string,
  retentionMs?: (measurement: string) => number,
): Promise<TimeSeries | undefined> => {
  if (settings.LIFTWATCH_SERIES_STORE === 'none') return undefined;
  if (settings.LIFTWATCH_SERIES_STORE === 'influx') return openConfiguredInflux(settings);
  return openSqliteSeries({ path: sqlitePath, ...(retentionMs && { retentionMs }) });
};
