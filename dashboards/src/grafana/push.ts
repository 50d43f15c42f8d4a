import { SOURCE_UID } from '../query.ts';
import { found, wanted as answered, type GrafanaClient, type Schemas } from './client.ts';
import { differences } from './differences.ts';
import { GrafanaError } from './errors.ts';
import type { WantedGrafana } from './wanted.ts';

/** One thing in Grafana, and what pushing makes of it. */
export interface Change {
  readonly what: 'folder' | 'data source' | 'dashboard' | 'alert rules';
  readonly uid: string;
  readonly action: 'create' | 'change' | 'same';
  /** `path: there -> wanted`; empty for what is new. No secret is among them. */
  readonly differences: readonly string[];
}

export interface PushOptions {
  /** Only says what it would do; nothing is written. */
  readonly dryRun: boolean;
  /** Told of each change when it is done, or would be. */
  readonly onChange?: (change: Change) => void;
}

interface Step {
  readonly change: Change;
  readonly apply: () => Promise<void>;
}

const stepOf = (
  of: Pick<Change, 'what' | 'uid'>,
  compared: { there: unknown; wanted: unknown },
  writers: { create: () => Promise<void>; change: () => Promise<void> },
): Step => {
  if (compared.there === undefined)
    return { change: { ...of, action: 'create', differences: [] }, apply: writers.create };
  const found = differences(compared.there, compared.wanted);
  return found.length === 0
    ? { change: { ...of, action: 'same', differences: [] }, apply: () => Promise.resolve() }
    : { change: { ...of, action: 'change', differences: found }, apply: writers.change };
};

const folderStep = async (grafana: GrafanaClient, folder: Schemas['Folder']): Promise<Step> => {
  const { uid, title } = folder;
  const path = { uid };
  const there = found('read folders', await grafana.GET('/api/folders/{uid}', { params: { path } }));
  return stepOf(
    { what: 'folder', uid },
    { there, wanted: folder },
    {
      create: async () => void answered('create a folder', await grafana.POST('/api/folders', { body: folder })),
      change: async () =>
        void answered(
          'rename a folder',
          await grafana.PUT('/api/folders/{uid}', { params: { path }, body: { title, overwrite: true } }),
        ),
    },
  );
};

const sourceStep = async (grafana: GrafanaClient, source: Schemas['DataSource']): Promise<Step> => {
  const { uid } = source;
  const path = { uid };
  const there = found('read data sources', await grafana.GET('/api/datasources/uid/{uid}', { params: { path } }));
  if (there?.readOnly === true)
    throw new GrafanaError(
      'LIFT_GRAFANA_PROVISIONED',
      `the data source ${uid} is provisioned from a file: change it there, or leave out --influx-url`,
    );
  const { secureJsonData, ...open } = source;
  // A secret cannot be read back, so whether it is the same nobody can say: it is sent again.
  const secret = secureJsonData === undefined ? {} : { secret: 'sent again' };
  return stepOf(
    { what: 'data source', uid },
    { there, wanted: { ...open, ...secret } },
    {
      create: async () =>
        void answered('create a data source', await grafana.POST('/api/datasources', { body: source })),
      change: async () =>
        void answered(
          'change a data source',
          await grafana.PUT('/api/datasources/uid/{uid}', { params: { path }, body: source }),
        ),
    },
  );
};

const dashboardStep = async (grafana: GrafanaClient, of: WantedGrafana['dashboards'][number]): Promise<Step> => {
  const uid = String(of.dashboard['uid']);
  const path = { uid };
  const there = found('read dashboards', await grafana.GET('/api/dashboards/uid/{uid}', { params: { path } }));
  if (there?.meta.provisioned === true)
    throw new GrafanaError(
      'LIFT_GRAFANA_PROVISIONED',
      `the dashboard ${uid} is provisioned from a file, which wins over a push: update that file instead`,
    );
  const { id: _id, version: _version, ...wanted } = of.dashboard;
  const save = async (): Promise<void> =>
    void answered(
      'save a dashboard',
      await grafana.POST('/api/dashboards/db', {
        body: { dashboard: wanted, folderUid: of.folderUid, overwrite: true, message: 'liftwatch dashboards push' },
      }),
    );
  return stepOf(
    { what: 'dashboard', uid },
    {
      there: there && { dashboard: there.dashboard, folderUid: there.meta.folderUid },
      wanted: { dashboard: wanted, folderUid: of.folderUid },
    },
    { create: save, change: save },
  );
};

const ruleStep = async (grafana: GrafanaClient, group: Schemas['RuleGroup']): Promise<Step> => {
  const path = { folderUid: group.folderUid, group: group.title };
  const route = '/api/v1/provisioning/folder/{folderUid}/rule-groups/{group}' as const;
  const there = found('read alert rules', await grafana.GET(route, { params: { path } }));
  const put = async (): Promise<void> =>
    void answered('put alert rules', await grafana.PUT(route, { params: { path }, body: group }));
  const isThere = there !== undefined && there.rules.length > 0;
  return stepOf(
    { what: 'alert rules', uid: `${group.folderUid}/${group.title}` },
    { there: isThere ? there : undefined, wanted: group },
    { create: put, change: put },
  );
};

const requireSource = async (grafana: GrafanaClient): Promise<void> => {
  const params = { path: { uid: SOURCE_UID } };
  if (found('read data sources', await grafana.GET('/api/datasources/uid/{uid}', { params })) !== undefined) return;
  throw new GrafanaError(
    'LIFT_GRAFANA_NO_DATA_SOURCE',
    `Grafana has no data source with the uid ${SOURCE_UID}: provision one, or name an InfluxDB with --influx-url`,
  );
};

/**
 * Brings Grafana to what is wanted, in the order in which one thing needs the other; what is the same is not touched.
 * Idempotent: a second push changes nothing but a secret, which cannot be compared.
 * @throws {GrafanaError} before anything of that kind is written
 */
export const pushToGrafana = async (
  grafana: GrafanaClient,
  wanted: WantedGrafana,
  options: PushOptions,
): Promise<readonly Change[]> => {
  const changes: Change[] = [];
  const take = async (step: Step): Promise<void> => {
    if (!options.dryRun) await step.apply();
    changes.push(step.change);
    options.onChange?.(step.change);
  };
  if (wanted.dataSource === undefined) await requireSource(grafana);
  for (const folder of wanted.folders) await take(await folderStep(grafana, folder));
  if (wanted.dataSource) await take(await sourceStep(grafana, wanted.dataSource));
  for (const dashboard of wanted.dashboards) await take(await dashboardStep(grafana, dashboard));
  await take(await ruleStep(grafana, wanted.ruleGroup));
  return changes;
};
