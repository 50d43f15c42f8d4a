import { ALERT_FOLDER, ALERT_GROUP, alertRules } from '../alerts.ts';
import { dashboardOf } from '../page.ts';
import { pages } from '../pages/index.ts';
import { dataSources } from './data-sources.ts';
import { folders } from './folders.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Where Grafana finds what is mounted there; compose and the README say how. */
const MOUNTED_AT = '/etc/grafana/liftwatch';

const providers = {
  apiVersion: 1,
  providers: Object.entries(folders).map(([name, { uid, title }]) => ({
    name: `liftwatch-${name}`,
    orgId: 1,
    type: 'file',
    folder: title,
    folderUid: uid,
    disableDeletion: true,
    allowUiUpdates: false,
    updateIntervalSeconds: 30,
    options: { path: `${MOUNTED_AT}/${name}` },
  })),
};

const alerting = {
  apiVersion: 1,
  groups: [{ orgId: 1, name: ALERT_GROUP, folder: ALERT_FOLDER.title, interval: '1m', rules: alertRules }],
};

/**
 * Every generated file, by its path below `dashboards/generated`. JSON is YAML too, which is what provisioning reads
 * for data sources and providers.
 */
export const provisioningFiles = (): ReadonlyMap<string, string> =>
  new Map([
    ...pages.map((page): [string, string] => [`${page.folder}/${page.uid}.json`, json(dashboardOf(page))]),
    ['provisioning/dashboards/liftwatch.yaml', json(providers)],
    ['provisioning/alerting/liftwatch.json', json(alerting)],
    ...Object.entries(dataSources).map(([generation, source]): [string, string] => [
      `provisioning/datasources/influxdb-${generation}.yaml`,
      json({ apiVersion: 1, datasources: [source] }),
    ]),
  ]);
