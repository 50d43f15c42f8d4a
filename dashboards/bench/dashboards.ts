/**
 * How long the queries of the city overview take on a real influxd that holds the points of a city of lifts: each alone, and
 * all at once as a page that opens asks them. `npm run bench -- dashboards [--lifts N] [--rounds N] [--json]`.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startInfluxd } from '@liftwatch/infra';
import { dashboardOf, interpolate, pages, type DashboardJson, type PanelJson } from '@liftwatch/dashboards';
import { cityPoints } from './city/points.ts';

const { values } = parseArgs({
  options: {
    lifts: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '7' },
    json: { type: 'boolean', default: false },
  },
});
const lifts = Number(values.lifts);
const rounds = Number(values.rounds);
const DATABASE = 'city';
const LINES_A_WRITE = 5_000;
const WRITE_ATTEMPTS = 10;
const HOUR_MS = 3_600_000;
const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: HOUR_MS, d: 24 * HOUR_MS };
const nowMs = Math.floor(Date.now() / 60_000) * 60_000;

const influxd = await startInfluxd();
/** influxd answers 500 "timeout" while it indexes many new series; the same lines again are the same points. */
const write = async (lines: readonly string[]): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`${influxd.url}/write?db=${DATABASE}`, { method: 'POST', body: lines.join('\n') });
    if (response.ok) return;
    if (response.status < 500 || attempt === WRITE_ATTEMPTS) throw new RangeError(await response.text());
  }
};

const fill = async (): Promise<number> => {
  await influxd.query(`CREATE DATABASE ${DATABASE}`);
  let count = 0;
  let lines: string[] = [];
  for (const line of cityPoints({ lifts, districts: 16, firms: 200, partitions: 16, nowMs })) {
    lines.push(line);
    count++;
    if (lines.length < LINES_A_WRITE) continue;
    await write(lines);
    lines = [];
  }
  if (lines.length > 0) await write(lines);
  return count;
};

interface Asked {
  readonly title: string;
  readonly statement: string;
}

const statementsOf = (page: DashboardJson): readonly Asked[] =>
  (page.panels ?? []).flatMap((panel: PanelJson) => {
    const [, count = '24', unit = 'h'] = /^(\d+)([mhd])$/.exec(panel.timeFrom ?? '') ?? [];
    const spanMs = Number(count) * (UNIT_MS[unit] ?? HOUR_MS);
    const range = { fromMs: nowMs - spanMs, toMs: nowMs };
    return (panel.targets ?? []).map(({ query = '' }) => ({
      title: panel.title ?? '',
      // Grafana's own step for a day on a wide screen.
      statement: interpolate(query, { ...range, interval: '1m', variables: {} }),
    }));
  });

const TICK_MS = 10;
/** CPU that influxd has used so far, user and system: says on a busy machine what a query costs on an idle one. */
const cpuMs = (): number => {
  const fields = readFileSync(`/proc/${influxd.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
};

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
};
const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;

try {
  const points = await fill();
  const asked = statementsOf(
    JSON.parse(JSON.stringify(dashboardOf(pages[0] as (typeof pages)[number]))) as DashboardJson,
  );
  const alone: { readonly title: string; readonly medianMs: number; readonly cpuMs: number; readonly rows: number }[] =
    [];
  for (const { title, statement } of asked) {
    const times: number[] = [];
    let rows = 0;
    const beforeMs = cpuMs();
    for (let round = 0; round < rounds; round++)
      times.push(
        await timed(async () => {
          const answer = await influxd.query(statement, DATABASE);
          rows = answer.reduce((sum, one) => sum + (one.values?.length ?? 0), 0);
        }),
      );
    if (rows === 0) throw new RangeError(`no rows: ${statement}`);
    alone.push({ title, medianMs: median(times), cpuMs: (cpuMs() - beforeMs) / rounds, rows });
  }
  const together: number[] = [];
  const togetherBeforeMs = cpuMs();
  for (let round = 0; round < rounds; round++)
    together.push(await timed(() => Promise.all(asked.map(({ statement }) => influxd.query(statement, DATABASE)))));
  const pageMs = median(together);
  const pageCpuMs = (cpuMs() - togetherBeforeMs) / rounds;
  if (values.json)
    console.log(
      JSON.stringify({
        lifts,
        points,
        pageMedianMs: pageMs,
        pageCpuMs,
        pageWorstMs: Math.max(...together),
        queries: alone,
      }),
    );
  else {
    console.log(`${lifts} lifts, ${points} points, medians of ${rounds} rounds\n`);
    console.log('| query of the city overview | rows | ms | CPU ms of influxd |\n|---|---:|---:|---:|');
    for (const { title, rows, medianMs, cpuMs: cpu } of alone)
      console.log(`| ${title} | ${rows} | ${medianMs.toFixed(0)} | ${cpu.toFixed(0)} |`);
    console.log(
      `| **the whole page, all at once** | | **${pageMs.toFixed(0)}** (worst ${Math.max(...together).toFixed(0)}) | **${pageCpuMs.toFixed(0)}** |`,
    );
  }
} finally {
  await influxd.close();
}
