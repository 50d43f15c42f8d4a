import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { issueCredentials } from './credentials.ts';
import { latenciesOf } from './latency.ts';
import { runLoad, type LoadReport, type LoadSize } from './load.ts';
import { countLost, readLog, readPoints } from './lost.ts';
import { startServer, together, type Server } from './server.ts';
import type { Usage } from './usage.ts';

export interface Influx {
  readonly url: string;
  query(
    statement: string,
    database?: string,
  ): Promise<readonly { columns: readonly string[]; values?: readonly (readonly unknown[])[] }[]>;
}

export interface StrawManResult {
  readonly acked: number;
  readonly ackP99Ms: number;
  readonly cpuUsPerReading: number;
  readonly rssMb: number;
}

export interface StepResult extends StrawManResult {
  readonly scheduled: number;
  readonly unacked: number;
  readonly lost: number;
  readonly notInLog: number;
  readonly noPoint: number;
  readonly ackedPerSecond: number;
  readonly ackP50Ms: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly probes: number;
  readonly missedProbes: number;
  /** PUBACK p99 of the readings sent while warming up. */
  readonly warmUpAckP99Ms: number;
  readonly publisherLateP99Ms: number;
  readonly publisherCpuUs: number;
}

/** CPU is taken from the moment the load is warm to the moment all work is done. */
const measure = async (
  server: Server,
  size: LoadSize,
  options: { credentials?: string; settle: () => Promise<void> },
): Promise<{ report: LoadReport; cpuUsPerReading: number; after: Usage }> => {
  let before: Promise<Usage> | undefined;
  const report = await runLoad(server.mqttPort, size, {
    ...(options.credentials !== undefined && { credentials: options.credentials }),
    onWarm: () => {
      before = server.usage();
    },
  });
  await options.settle();
  const after = await server.usage();
  const cpuUs = after.cpuUs - ((await before)?.cpuUs ?? 0);
  return { report, cpuUsPerReading: cpuUs / Math.max(1, report.acked - size.rate * size.warmUpSeconds), after };
};

const STRAW_MAN_FLUSH_MS = 3_000;

export const measureStrawMan = async (influx: Influx, size: LoadSize): Promise<StrawManResult> => {
  const database = `straw_${size.rate}`;
  await influx.query(`CREATE DATABASE ${database}`);
  const server = await startServer('straw-man.ts', [`${influx.url}/write?db=${database}&precision=ms`]);
  try {
    const { report, cpuUsPerReading, after } = await measure(server, size, { settle: () => sleep(STRAW_MAN_FLUSH_MS) });
    return {
      acked: report.acked,
      ackP99Ms: report.ackP99Ms,
      cpuUsPerReading,
      rssMb: after.rssMb,
    };
  } finally {
    await server.stop();
    await influx.query(`DROP DATABASE ${database}`);
  }
};

export const measureLiftwatch = async (
  influx: Influx,
  size: LoadSize,
  { folder, processes }: { readonly folder: string; readonly processes: 1 | 2 },
): Promise<StepResult> => {
  const database = `liftwatch_${size.rate}`;
  await mkdir(folder, { recursive: true });
  const secrets = await issueCredentials(join(folder, 'credentials.json'), size);
  const secretsFile = join(folder, 'secrets.json');
  await writeFile(secretsFile, JSON.stringify(secrets), { mode: 0o600 });
  const args = [folder, influx.url, database];
  const server =
    processes === 1
      ? await startServer('under-test.ts', args)
      : together([
          await startServer('under-test.ts', [...args, 'broker']),
          await startServer('under-test.ts', [...args, 'engine']),
        ]);
  let done: Awaited<ReturnType<Server['idle']>> = { committed: [] };
  let measured: Awaited<ReturnType<typeof measure>>;
  try {
    measured = await measure(server, size, {
      credentials: secretsFile,
      settle: async () => void (done = await server.idle()),
    });
  } finally {
    await server.stop();
  }
  if (done.error !== undefined) throw new RangeError(`liftwatch did not come to rest: ${done.error}`);
  const { report, cpuUsPerReading, after } = measured;
  const run = {
    boot: report.terminals[0]?.boot ?? '',
    fromMs: report.startedAtMs - size.warmUpSeconds * 1_000 - 5_000,
    toMs: report.startedAtMs + (size.seconds + 60) * 1_000,
  };
  const lost = countLost(report, await readLog(join(folder, 'log')), await readPoints(influx, database, run));
  await influx.query(`DROP DATABASE ${database}`);
  return {
    scheduled: report.scheduled,
    acked: report.acked,
    unacked: report.unacked,
    lost: lost.notInLog + lost.noPoint,
    ...lost,
    ackedPerSecond: report.ackedPerSecond,
    ackP50Ms: report.ackP50Ms,
    ackP99Ms: report.ackP99Ms,
    ...latenciesOf(report, done.committed, size.seconds),
    cpuUsPerReading,
    rssMb: after.rssMb,
    warmUpAckP99Ms: report.warmUpAckP99Ms,
    publisherLateP99Ms: report.lateP99Ms,
    publisherCpuUs: report.cpuUsPerPublish,
  };
};
