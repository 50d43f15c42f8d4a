/**
 * `npm run bench -- alert-latency [--json] [--rate 2000,5000,10000] [--seconds 60] [--warm-up 60] [--lifts 15000] [--connections 1000] [--probes 2]
 * [--processes 1|4] [--write]`
 *
 * From the scheduled publish of the reading that makes an entrapment so (plus the rule's own 30 s where it has one) to the
 * first message about it at a receiver: a firm's webhook, a platform's CAP endpoint, the SMS gateway. Publisher, liftwatch,
 * influxd and Kannel are processes of their own; the receivers are in this one. Writes its part of docs/benchmarks.md with `--write`.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { serverAvailable, startInfluxd, startSandbox } from '@liftwatch/infra';
import { seededRandom } from './faults/random.ts';
import { startReceivers, type Receivers } from './faults/receivers.ts';
import { rulesText } from './faults/reload.ts';
import { startSystem } from './faults/system.ts';
import { importRegistry, issueSecrets, untilToldOf, type Crowd } from './faults/town.ts';
import { startLoad, type LoadReport } from './ingest/load.ts';
import { writeBenchmark } from './page.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rate: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '60' },
    'warm-up': { type: 'string', default: '60' },
    lifts: { type: 'string', default: '15000' },
    connections: { type: 'string', default: '1000' },
    probes: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
    processes: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
  },
});
const LIMIT_MS = 150;
const BETWEEN_FLOORS_MS = 30_000;
/** What is not there so long after the end of the load does not come. */
const WAIT_MS = 20_000;
const tell = (text: string): void => void process.stderr.write(`${text}\n`);

const rates = values.rate.split(',').map(Number);
if (rates.some((rate) => !(rate > 0)))
  throw new RangeError(`--rate ${values.rate}: give readings/s, e.g. 10000 or 2000,10000`);
const size = {
  ...{ seconds: Number(values.seconds), lifts: Number(values.lifts), connections: Number(values.connections) },
  ...{ probes: Number(values.probes), seed: Number(values.seed) },
};
const processes = values.processes === '4' ? 4 : 1;
const crowd: Crowd = { prefix: 'alert', lifts: size.lifts, connections: size.connections, districtId: 'town' };
/** Lifts that the generator injects into are spread by its stride over all; those are registered. */
const STRIDE = 7_919;
const injected = new Set(
  Array.from(
    { length: size.probes * size.seconds },
    (_, i) => `alert-${String((i * STRIDE) % size.lifts).padStart(5, '0')}`,
  ),
);
const isInjected = (liftId: string): boolean => injected.has(liftId);

/** When the first message about each lift's entrapment arrived, ms since 1970: at any receiver, and at the webhook. */
interface Arrivals {
  readonly first: Map<string, number>;
  readonly webhook: Map<string, number>;
}
const openReceivers = ({ first, webhook }: Arrivals): Promise<Receivers> =>
  startReceivers(
    {
      received: ({ liftId, kind, notice, channel, atMs }) => {
        if (kind !== 'entrapment' || notice !== 'alarm') return;
        if (!first.has(liftId)) first.set(liftId, atMs);
        if (channel === 'webhook' && !webhook.has(liftId)) webhook.set(liftId, atMs);
      },
      cut: () => undefined,
      trouble: (error) => tell(`receivers: ${String(error)}`),
    },
    seededRandom(1),
  );

/** Puts load on a liftwatch in that folder; resolves when what it is late with has had its time. */
const load = async (dir: string, rate: number, receivers: Receivers): Promise<LoadReport> => {
  const influx = serverAvailable('influxd') ? await startInfluxd({ besideLiftwatch: true }) : undefined;
  const outside = await startSandbox();
  receivers.useGateway(outside.smsc);
  const { user, password } = outside.smsc;
  await issueSecrets(dir, crowd);
  const rulesFile = join(dir, 'rules.yaml');
  await writeFile(rulesFile, rulesText(1));
  const system = await startSystem({
    ...{ dir, processes, rulesFile, sms: { url: receivers.sendSmsUrl, user, password } },
    influx: influx && { url: influx.url, database: 'alerts' },
  });
  try {
    await importRegistry(system, crowd, { ...receivers, isWanted: isInjected });
    await untilToldOf(system, crowd, isInjected);
    tell(`${rate}/s, ${size.seconds} s`);
    const credentials = join(dir, `secrets-${crowd.prefix}.json`);
    const report = await startLoad({
      port: system.mqttPort,
      rate,
      'warm-up': Number(values['warm-up']),
      ...size,
      prefix: crowd.prefix,
      drain: 30,
      credentials,
    }).report;
    await sleep(WAIT_MS);
    return report;
  } finally {
    receivers.useGateway(undefined);
    await system.stop();
    await outside.close();
    await influx?.close();
  }
};

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
const rounded = (ms: number): number => Math.round(ms * 10) / 10;

const resultOf = (rate: number, report: LoadReport, { first, webhook }: Arrivals) => {
  const endMs = report.startedAtMs + size.seconds * 1_000;
  const due = report.probes
    .map((p) => ({ ...p, dueMs: p.scheduledAtMs + (p.kind === 'between-floors' ? BETWEEN_FLOORS_MS : 0) }))
    .filter(({ dueMs }) => dueMs + 1_000 < endMs);
  const delays = (arrivals: ReadonlyMap<string, number>): number[] =>
    due.flatMap(({ liftId, dueMs }) => [(arrivals.get(liftId) ?? Infinity) - dueMs]).toSorted((a, b) => a - b);
  const [atFirst, atWebhook] = [delays(first), delays(webhook)];
  return {
    ratePerSecond: rate,
    ackedPerSecond: Math.round(report.ackedPerSecond),
    unacked: report.unacked,
    alarms: due.length,
    notYet: atFirst.filter((ms) => ms === Infinity).length,
    p50Ms: rounded(quantile(atFirst, 0.5)),
    p99Ms: rounded(quantile(atFirst, 0.99)),
    webhookP50Ms: rounded(quantile(atWebhook, 0.5)),
    webhookP99Ms: rounded(quantile(atWebhook, 0.99)),
    ackP99Ms: rounded(report.ackP99Ms),
    publisherLateP99Ms: rounded(report.lateP99Ms),
    isWithin150Ms: quantile(atFirst, 0.99) < LIMIT_MS,
  };
};
type Result = ReturnType<typeof resultOf>;

const results: Result[] = [];
for (const rate of rates) {
  const arrivals: Arrivals = { first: new Map(), webhook: new Map() };
  const receivers = await openReceivers(arrivals);
  const dir = await mkdtemp(join(tmpdir(), 'liftwatch-alert-latency-'));
  try {
    results.push(resultOf(rate, await load(dir, rate, receivers), arrivals));
    tell(JSON.stringify(results.at(-1)));
  } finally {
    await receivers.close();
    await rm(dir, { recursive: true, force: true });
  }
}

const ms = (value: number): string =>
  Number.isFinite(value) ? String(value) : `not within ${WAIT_MS / 1_000} s of the end`;
const row = (r: Result): string =>
  `| ${[r.ratePerSecond, r.ackedPerSecond, r.alarms, r.notYet, ms(r.p50Ms), ms(r.p99Ms), ms(r.webhookP50Ms), ms(r.webhookP99Ms), r.ackP99Ms, r.isWithin150Ms ? 'reached' : '**not reached**'].join(' | ')} |`;
const table = `From the scheduled publish (plus the rule's own 30 s where it has one) to the first message about the entrapment at a receiver;
${size.probes} entrapments a second, QoS 1, ${size.connections} gateway connections, ${size.lifts} lifts, every acknowledgement after a sync, a real influxd, receivers on loopback, the SMS
gateway a double; liftwatch as ${processes === 4 ? 'four processes' : 'one process'}, ${size.seconds} s a step; ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}) shared by all of them, Node ${process.version}.
Before each step the same load runs for ${values['warm-up']} s unmeasured, in which the process compiles its code and meets every lift.
Repeat it with \`npm run bench -- alert-latency --processes ${processes} --rate ${values.rate} --seconds ${size.seconds} --write\`. Wanted: p99 below ${LIMIT_MS} ms at 10,000 readings/s.
*not yet*: alarms whose first message had not come ${WAIT_MS / 1_000} s after the end of the load.

| readings/s | acknowledged/s | alarms due | not yet | first message p50 ms | p99 ms | webhook p50 ms | p99 ms | PUBACK p99 ms | |
|---|---|---|---|---|---|---|---|---|---|
${results.map(row).join('\n')}`;
if (values.write) writeBenchmark('alert-latency', table);
const summary = {
  ...results.at(-1),
  sustainedPerSecond: Math.max(0, ...results.filter((r) => r.isWithin150Ms).map((r) => r.ratePerSecond)),
};
process.stdout.write(values.json ? `${JSON.stringify(summary)}\n` : `${table}\n`);
