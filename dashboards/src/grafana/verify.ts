import type { DashboardJson, TargetJson } from '../lint/dashboard-json.ts';
import { fillVariables } from '../influxql/interpolate.ts';
import { SOURCE_UID } from '../query.ts';
import { wanted as answered, type GrafanaClient, type Schemas } from './client.ts';

/** What one query of one panel said, asked through Grafana itself. */
export interface Verdict {
  readonly dashboard: string;
  readonly panel: string;
  readonly refId: string;
  readonly verdict: 'answers' | 'empty' | 'error';
  readonly reason?: string;
}

export interface VerifyOptions {
  /** For text variables, e.g. the lift of the page of one lift. */
  readonly variables: Readonly<Record<string, string>>;
  readonly onVerdict?: (verdict: Verdict) => void;
}

const INTERVAL_MS = 60_000;
const MAX_POINTS = 500;

const hasValue = (frame: Schemas['Frame']): boolean =>
  frame.data?.values?.some((column) => column.some((value) => value !== null && value !== undefined)) === true;

/** Text boxes have their default; choices are "all", as a page opens. */
const variablesOf = (dashboard: DashboardJson, given: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    (dashboard.templating?.list ?? []).map(({ name, type, query }) => {
      const own = type === 'textbox' && typeof query === 'string' ? query : '.*';
      return [name, given[name] ?? own];
    }),
  );

const ask = async (
  grafana: GrafanaClient,
  target: TargetJson,
  at: { readonly from: string; readonly to: string; readonly variables: Readonly<Record<string, string>> },
): Promise<Pick<Verdict, 'verdict' | 'reason'>> => {
  const refId = target.refId ?? 'A';
  const answer = answered(
    'run a query',
    await grafana.POST('/api/ds/query', {
      body: {
        from: at.from,
        to: at.to,
        queries: [
          {
            refId,
            datasource: { type: 'influxdb', uid: SOURCE_UID },
            query: fillVariables(target.query ?? '', at.variables),
            rawQuery: true,
            resultFormat: target.resultFormat ?? 'table',
            intervalMs: INTERVAL_MS,
            maxDataPoints: MAX_POINTS,
          },
        ],
      },
    }),
  );
  const result = answer.results?.[refId];
  if (result?.error) return { verdict: 'error', reason: result.error };
  return { verdict: result?.frames?.some(hasValue) === true ? 'answers' : 'empty' };
};

/** Asks every query of every panel of the dashboards through Grafana, over each page's own time range. */
export const verifyInGrafana = async (
  grafana: GrafanaClient,
  dashboards: readonly DashboardJson[],
  options: VerifyOptions,
): Promise<readonly Verdict[]> => {
  const verdicts: Verdict[] = [];
  for (const dashboard of dashboards) {
    const variables = variablesOf(dashboard, options.variables);
    for (const panel of dashboard.panels ?? []) {
      const from = panel.timeFrom === undefined ? (dashboard.time?.from ?? 'now-24h') : `now-${panel.timeFrom}`;
      const to = panel.timeFrom === undefined ? (dashboard.time?.to ?? 'now') : 'now';
      for (const target of panel.targets ?? []) {
        const said = await ask(grafana, target, { from, to, variables });
        const verdict = {
          dashboard: dashboard.uid ?? '',
          panel: panel.title ?? '',
          refId: target.refId ?? 'A',
          ...said,
        };
        verdicts.push(verdict);
        options.onVerdict?.(verdict);
      }
    }
  }
  return verdicts;
};
