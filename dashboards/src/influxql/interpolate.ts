/** What Grafana puts in the place of its macros, for one panel. */
export interface Interpolation {
  readonly fromMs: number;
  readonly toMs: number;
  readonly interval: string;
  /** Values of the dashboard's variables, as they go into the statement. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Fills in the dashboard's variables and leaves Grafana's macros alone. */
export const fillVariables = (statement: string, variables: Readonly<Record<string, string>>): string =>
  statement.replaceAll(/\$\{?(\w+)\}?/g, (whole, name: string) => variables[name] ?? whole);

/** One statement as Grafana would send it to InfluxDB: `$timeFilter`, `$__interval` and the variables filled in. */
export const interpolate = (statement: string, how: Interpolation): string =>
  fillVariables(statement, {
    ...how.variables,
    timeFilter: `time >= ${how.fromMs}ms and time <= ${how.toMs}ms`,
    __interval: how.interval,
    interval: how.interval,
  });
