import { readFileSync } from 'node:fs';
import { ALERT_FOLDER, ALERT_GROUP, alertRules } from '../alerts.ts';
import { dashboardOf } from '../page.ts';
import { pages } from '../pages/index.ts';
import type { InfluxGeneration } from '../provisioning/data-sources.ts';
import { folders } from '../provisioning/folders.ts';
import { SOURCE_UID } from '../query.ts';
import type { Schemas } from './client.ts';

/** An InfluxDB as Grafana reaches it. */
export interface InfluxAddress {
  readonly url: string;
  readonly generation: InfluxGeneration;
  readonly database: string;
  readonly user?: string;
  /** File with the password (1.x) or the token (2.x, 3.x). */
  readonly secretFile?: string;
}

/** What is to be in Grafana. */
export interface WantedGrafana {
  readonly folders: readonly Schemas['Folder'][];
  readonly dataSource: Schemas['DataSource'] | undefined;
  readonly dashboards: readonly { readonly folderUid: string; readonly dashboard: Schemas['Dashboard'] }[];
  readonly ruleGroup: Schemas['RuleGroup'];
}

/** What is in a data source whose place Grafana holds secrets for: the scheme of the header is not one of them. */
const secretOf = (influx: InfluxAddress): Record<string, string> | undefined => {
  if (influx.secretFile === undefined) return undefined;
  const secret = readFileSync(influx.secretFile, 'utf8').trim();
  if (influx.generation === '1.x') return { password: secret };
  return { httpHeaderValue1: `${influx.generation === '2.x' ? 'Token' : 'Bearer'} ${secret}` };
};

const dataSourceOf = (influx: InfluxAddress): Schemas['DataSource'] => {
  const secureJsonData = secretOf(influx);
  return {
    name: 'liftwatch',
    uid: SOURCE_UID,
    type: 'influxdb',
    access: 'proxy',
    url: influx.url,
    isDefault: true,
    ...(influx.user !== undefined && { user: influx.user }),
    jsonData: {
      version: 'InfluxQL',
      httpMode: 'POST',
      timeInterval: '60s',
      dbName: influx.database,
      ...(influx.generation !== '1.x' && { httpHeaderName1: 'Authorization' }),
    },
    ...(secureJsonData && { secureJsonData }),
  };
};

const MINUTE_S = 60;
const plain = <T>(value: T): Schemas['Dashboard'] => JSON.parse(JSON.stringify(value)) as Schemas['Dashboard'];

/** Everything that `push` puts into Grafana; without an InfluxDB the data source is left as it is. */
export const wantedGrafana = (influx: InfluxAddress | undefined): WantedGrafana => ({
  folders: Object.values(folders).map(({ uid, title }) => ({ uid, title })),
  dataSource: influx && dataSourceOf(influx),
  dashboards: pages.map((page) => ({ folderUid: folders[page.folder].uid, dashboard: plain(dashboardOf(page)) })),
  ruleGroup: {
    title: ALERT_GROUP,
    folderUid: ALERT_FOLDER.uid,
    interval: MINUTE_S,
    rules: alertRules.map((rule) => ({
      ...rule,
      data: [...rule.data],
      folderUID: ALERT_FOLDER.uid,
      ruleGroup: ALERT_GROUP,
      orgID: 1,
    })),
  },
});
