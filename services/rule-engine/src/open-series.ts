import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openInfluxSeries, openSqliteSeries, type TimeSeries } from '@liftwatch/stores';
import type { EngineConfig } from './config.ts';

const secret = (file: string): string | undefined => (file === '' ? undefined : readFileSync(file, 'utf8').trim());

/** Opens the time series that the configuration names; undefined for none. An InfluxDB that is down is no error here. */
export const openSeries = async (config: EngineConfig): Promise<TimeSeries | undefined> => {
  if (config.LIFTWATCH_SERIES_STORE === 'none') return undefined;
  if (config.LIFTWATCH_SERIES_STORE === 'sqlite')
    return openSqliteSeries({ path: join(config.LIFTWATCH_ENGINE_DATA_DIR, 'series.db') });
  const token = secret(config.LIFTWATCH_INFLUX_TOKEN_FILE);
  const password = secret(config.LIFTWATCH_INFLUX_PASSWORD_FILE);
  return openInfluxSeries({
    url: config.LIFTWATCH_INFLUX_URL,
    database: config.LIFTWATCH_INFLUX_DATABASE,
    api: config.LIFTWATCH_INFLUX_API,
    ...(config.LIFTWATCH_INFLUX_ORG !== '' && { org: config.LIFTWATCH_INFLUX_ORG }),
    ...(config.LIFTWATCH_INFLUX_USERNAME !== '' && { username: config.LIFTWATCH_INFLUX_USERNAME }),
    ...(token !== undefined && { token }),
    ...(password !== undefined && { password }),
  });
};
