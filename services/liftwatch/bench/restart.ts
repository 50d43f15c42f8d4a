/**
 * `npm run bench -- restart [--json] [--rate 15000] [--seconds 120] [--connections 1000] [--lifts 15000]`
 *
 * The engine is killed (SIGKILL) in the middle of the load and started again at once, InfluxDB away the whole time: how
 * long until every partition is live again, with the broker taking readings at full rate meanwhile. Broker, engine and
 * publisher are processes of their own.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freeLoopbackPort } from '@liftwatch/infra';
import { issueCredentials } from './ingest/credentials.ts';
import { runLoad } from './ingest/load.ts';
import { startServer, type Server } from './ingest/server.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rate: { type: 'string', default: '15000' },
    seconds: { type: 'string', default: '120' },
    connections: { type: 'string', default: '1000' },
    lifts: { type: 'string', default: '15000' },
  },
});
/** Nothing listens there: the time series is away. */
const away = `http://127.0.0.1:${await freeLoopbackPort()}`;
const POLL_MS = 100;
const LONGEST_MS = 120_000;
const size = {
  rate: Number(values.rate),
  seconds: Number(values.seconds),
  connections: Number(values.connections),
  lifts: Number(values.lifts),
  seed: 1,
  probes: 0,
  warmUpSeconds: 0,
};
/** Every lift has been saved at least once by then. */
const killAfterMs = (size.seconds * 1_000) / 2;
const tell = (text: string): void => void process.stderr.write(`${text}\n`);

const isLive = async (engine: Server): Promise<boolean> => {
  const response = await fetch(`http://127.0.0.1:${engine.httpPort}/readyz`);
  await response.arrayBuffer();
  return response.status === 200;
};

const untilLive = async (engine: Server, sinceMs: number): Promise<number> => {
  while (performance.now() - sinceMs < LONGEST_MS) {
    if (await isLive(engine)) return (performance.now() - sinceMs) / 1_000;
    await sleep(POLL_MS);
  }
  return Number.POSITIVE_INFINITY;
};

const folder = await mkdtemp(join(tmpdir(), 'liftwatch-restart-'));
try {
  const secrets = await issueCredentials(join(folder, 'credentials.json'), size);
  const credentials = join(folder, 'secrets.json');
  await writeFile(credentials, JSON.stringify(secrets), { mode: 0o600 });
  const args = [folder, away, 'away'];
  const broker = await startServer('under-test.ts', [...args, 'broker']);
  let engine = await startServer('under-test.ts', [...args, 'engine']);
  let restarted: Promise<number> | undefined;
  const killAndStart = async (): Promise<number> => {
    await sleep(killAfterMs);
    tell('engine killed');
    await engine.kill();
    const sinceMs = performance.now();
    engine = await startServer('under-test.ts', [...args, 'engine']);
    return untilLive(engine, sinceMs);
  };
  tell(`${size.rate}/s, ${size.seconds} s, InfluxDB away`);
  const report = await runLoad(broker.mqttPort, size, {
    credentials,
    onWarm: () => {
      restarted = killAndStart();
    },
  });
  const liveAfterS = (await restarted) ?? Number.NaN;
  const summary = {
    ratePerSecond: size.rate,
    lifts: size.lifts,
    acked: report.acked,
    unacked: report.unacked,
    liveAfterSeconds: Math.round(liveAfterS * 10) / 10,
    isWithin30Seconds: liveAfterS <= 30,
  };
  process.stdout.write(values.json ? `${JSON.stringify(summary)}\n` : `${JSON.stringify(summary, undefined, 2)}\n`);
  await engine.stop();
  await broker.stop();
} finally {
  await rm(folder, { recursive: true, force: true });
}
