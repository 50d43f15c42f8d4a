/**
 * `npm run bench -- ingest [--json] [--seconds 60] [--warm-up 60] [--rates 5000,10000,15000] [--connections 1000] [--lifts 15000]
 * [--processes 1|2] [--write]`
 *
 * From a publish over TCP to the committed finding and to the point in a real influxd; interleaved, in the same run,
 * the straw man. Publisher, server and influxd are processes of their own. Writes docs/benchmarks.md with `--write`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startInfluxd } from '@liftwatch/infra';
import { measureLiftwatch, measureStrawMan, type StepResult, type StrawManResult } from './ingest/step.ts';
import { renderTable } from './ingest/table.ts';
import { writeIngest } from './page.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '60' },
    'warm-up': { type: 'string', default: '60' },
    rates: { type: 'string', default: '5000,10000,15000' },
    connections: { type: 'string', default: '1000' },
    lifts: { type: 'string', default: '15000' },
    seed: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
    processes: { type: 'string', default: '1' },
  },
});
const LATENCY_LIMIT_MS = 100;
const tell = (text: string): void => void process.stderr.write(`${text}\n`);

const folder = await mkdtemp(join(tmpdir(), 'liftwatch-ingest-'));
const influx = await startInfluxd({ besideLiftwatch: true });
const results: { rate: number; liftwatch: StepResult; strawMan: StrawManResult }[] = [];
try {
  for (const rate of values.rates.split(',').map(Number)) {
    const size = {
      rate,
      seconds: Number(values.seconds),
      warmUpSeconds: Number(values['warm-up']),
      connections: Number(values.connections),
      lifts: Number(values.lifts),
      seed: Number(values.seed),
      probes: 20,
    };
    tell(`${rate}/s: straw man, ${size.seconds} s`);
    const strawMan = await measureStrawMan(influx, size);
    tell(`${rate}/s: liftwatch, ${size.seconds} s`);
    const liftwatch = await measureLiftwatch(influx, size, {
      folder: join(folder, String(rate)),
      processes: values.processes === '2' ? 2 : 1,
    });
    tell(`${rate}/s: ${JSON.stringify({ ...liftwatch, strawManCpuUs: strawMan.cpuUsPerReading })}`);
    results.push({ rate, liftwatch, strawMan });
  }
} finally {
  await influx.close();
  await rm(folder, { recursive: true, force: true });
}

const holds = ({ liftwatch }: { liftwatch: StepResult }): boolean =>
  liftwatch.lost === 0 &&
  liftwatch.unacked === 0 &&
  liftwatch.p99Ms < LATENCY_LIMIT_MS &&
  liftwatch.ackP99Ms < LATENCY_LIMIT_MS;
const last = results.at(-1);
if (!last) throw new RangeError('no rate was measured: give --rates, e.g. --rates 15000');
const summary = {
  lost: results.reduce((sum, { liftwatch }) => sum + liftwatch.lost, 0),
  sustainedPerSecond: Math.max(0, ...results.filter(holds).map(({ rate }) => rate)),
  ratePerSecond: last.rate,
  p50Ms: last.liftwatch.p50Ms,
  p99Ms: last.liftwatch.p99Ms,
  ackP50Ms: last.liftwatch.ackP50Ms,
  ackP99Ms: last.liftwatch.ackP99Ms,
  warmUpAckP99Ms: last.liftwatch.warmUpAckP99Ms,
  cpuUsPerReading: last.liftwatch.cpuUsPerReading,
  strawManCpuUsPerReading: last.strawMan.cpuUsPerReading,
  cpuRatio: last.liftwatch.cpuUsPerReading / last.strawMan.cpuUsPerReading,
  rssMb: last.liftwatch.rssMb,
  missedProbes: results.reduce((sum, { liftwatch }) => sum + liftwatch.missedProbes, 0),
};
const table = renderTable(results, {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  node: process.version,
  seconds: Number(values.seconds),
  warmUpSeconds: Number(values['warm-up']),
});
if (values.write) writeIngest(table);
if (!values.json) process.stdout.write(`${table}\n`);
else process.stdout.write(`${JSON.stringify(summary)}\n`);
