import type * as cog from '@grafana/grafana-foundation-sdk/cog';

/** Grafana's InfluxDB query in InfluxQL; the SDK knows none. One statement: Grafana reads only the first result. */
export interface InfluxQuery {
  readonly refId: string;
  readonly query: string;
  readonly rawQuery: true;
  readonly resultFormat: 'table' | 'time_series';
  readonly alias?: string;
  readonly datasource: { readonly type: 'influxdb'; readonly uid: string };
}

/** The dashboard's own choice of data source, so that one set serves several authorities, each with a database user of its own. */
export const CHOSEN_SOURCE = { type: 'influxdb', uid: '${datasource}' } as const;
/** Provisioned under this uid; alert rules need one that is fixed. */
export const SOURCE_UID = 'liftwatch';

class InfluxQueryBuilder implements cog.Builder<cog.Dataquery> {
  readonly #query: InfluxQuery;
  constructor(query: InfluxQuery) {
    this.#query = query;
  }
  build(): cog.Dataquery {
    return { ...this.#query, _implementsDataqueryVariant: undefined } as unknown as cog.Dataquery;
  }
}

const letter = (index: number): string => String.fromCharCode(65 + index);

/** The targets of a panel, A, B, C ...; each one statement. */
export const targetsOf = (
  statements: readonly string[],
  how: { readonly format: InfluxQuery['resultFormat']; readonly alias?: string | undefined },
): cog.Builder<cog.Dataquery>[] =>
  statements.map(
    (query, index) =>
      new InfluxQueryBuilder({
        refId: letter(index),
        query,
        rawQuery: true,
        resultFormat: how.format,
        ...(how.alias !== undefined && { alias: how.alias }),
        datasource: CHOSEN_SOURCE,
      }),
  );
