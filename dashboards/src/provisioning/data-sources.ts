import { SOURCE_UID } from '../query.ts';

const common = {
  name: 'liftwatch',
  uid: SOURCE_UID,
  type: 'influxdb',
  access: 'proxy',
  isDefault: true,
  editable: false,
};
const influxQl = { version: 'InfluxQL', httpMode: 'POST', timeInterval: '60s', dbName: '$LIFTWATCH_INFLUX_DATABASE' };
const byHeader = (scheme: string) => ({
  jsonData: { ...influxQl, httpHeaderName1: 'Authorization' },
  secureJsonData: { httpHeaderValue1: `${scheme} $LIFTWATCH_INFLUX_TOKEN` },
});

/**
 * The data source for each generation of InfluxDB, all in InfluxQL: 1.x by user and password, 2.x (needs a DBRP mapping) and 3.x
 * by token in a header. Values come from Grafana's environment; no secret is in a file.
 */
export const dataSources = {
  '1.x': {
    ...common,
    url: '$LIFTWATCH_INFLUX_URL',
    user: '$LIFTWATCH_INFLUX_USERNAME',
    jsonData: influxQl,
    secureJsonData: { password: '$LIFTWATCH_INFLUX_PASSWORD' },
  },
  '2.x': { ...common, url: '$LIFTWATCH_INFLUX_URL', ...byHeader('Token') },
  '3.x': { ...common, url: '$LIFTWATCH_INFLUX_URL', ...byHeader('Bearer') },
} as const;
export type InfluxGeneration = keyof typeof dataSources;
