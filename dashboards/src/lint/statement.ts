import { macros, namesIn } from '../influxql/macros.ts';

/** The statement without what is in quotes and without intervals, so that a bracket is the end of a subquery. */
const bareStatement = (statement: string): string =>
  statement.replace(/'(?:[^'\\]|\\.)*'/g, "''").replace(/\btime\([^)]*\)/g, 'time');

const isBoundToOneLift = (statement: string): boolean => /"lift_id"\s*=\s*'\$\{?lift\}?'/.test(statement);

/** Written once and more per reading: without a lift or a bound they grow with the city. */
const TELEMETRY = /FROM "(?:lift_state|event|trip|door_cycle|counters|terminal|fault|score|lift_1d)"/;

/** What is wrong with one statement, with the variables that the dashboard has. */
export const statementProblems = (statement: string, variables: ReadonlySet<string>): readonly string[] => {
  const problems: string[] = [];
  const code = bareStatement(statement);
  if (code.includes(';')) problems.push('more than one statement: Grafana reads only the first result');
  const unknown = namesIn(statement).filter((name) => !macros.has(name) && !variables.has(name));
  if (unknown.length > 0) problems.push(`unknown variable ${unknown.join(', ')}`);
  if (/^SHOW /i.test(statement)) return problems;
  if (!code.includes('$timeFilter')) problems.push('no $timeFilter: it would read everything that was ever written');
  if (/fill\(\s*(?:0|previous|linear)/i.test(code)) problems.push('fill() invents values: "no data" is never 0');
  if (/GROUP BY[^)]*"lift_id"/i.test(code) && !isBoundToOneLift(statement))
    problems.push('GROUP BY lift_id over all lifts takes tens of seconds in a city: read a roll-up');
  if (/GROUP BY[^)]*\*/i.test(code)) problems.push('GROUP BY * groups by every tag, lifts among them');
  const isAggregated = /\b(?:sum|mean|count|min|max|last|first|percentile|median)\(/i.test(code);
  if (TELEMETRY.test(code) && !isAggregated && !isBoundToOneLift(statement) && !/LIMIT \d+/i.test(code))
    problems.push('rows of telemetry without a lift and without LIMIT');
  return problems;
};
