import { readFileSync } from 'node:fs';
import { openInfluxSeries, type TimeSeries } from '@liftwatch/stores';
import type { ConsoleConfig } from './config.ts';

const secret = (file: string | undefined): string | undefined =>
  file === undefined ? undefined : readFileSync(file, 'utf8').trim();

/** The InfluxDB that trends are read from; undefined where none is configured. */
export const openSeries = (config: ConsoleConfig): TimeSeries | undefined => {
  const url = config.LIFTWATCH_CONSOLE_INFLUX_URL;
  if (url === undefined) return undefined;
  const token = secret(config.LIFTWATCH_CONSOLE_INFLUX_TOKEN_FILE);
  const password = secret(config.LIFTWATCH_CONSOLE_INFLUX_PASSWORD_FILE);
  const username = config.LIFTWATCH_CONSOLE_INFLUX_USERNAME;
  return openInfluxSeries({
    url,
    database: config.LIFTWATCH_CONSOLE_INFLUX_DATABASE,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(token !== undefined && { token }),
  });
};
