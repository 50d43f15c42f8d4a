import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startKannel, startSandbox, waitUntil, type RunningInfluxd, type RunningKannel } from '@liftwatch/infra';
import { startLoad, type LoadReport } from '../ingest/load.ts';
import { channels, type TruthOf } from './format.ts';
import type { Fault, Stage } from './injection.ts';
import type { Journal } from './journal.ts';
import { journalPoints } from './points.ts';
import type { Receivers } from './receivers.ts';
import { policyText, rulesText } from './reload.ts';
import { startSystem, type System } from './system.ts';
import { importRegistry, issueSecrets, untilToldOf, type Crowd } from './town.ts';

export interface Size {
  readonly rate: number;
  readonly lifts: number;
  readonly connections: number;
  readonly probesPerSecond: number;
  readonly scale: number;
  readonly seed: number;
}

/** What a run shares over its phases. */
export interface Run {
  readonly size: Size;
  /** Folder of the run; the processes' logs are kept there, a folder each fault. */
  readonly out: string;
  readonly journal: Journal;
  readonly receivers: Receivers;
  readonly influx: RunningInfluxd | undefined;
  readonly hasKannel: boolean;
  readonly random: () => number;
  /** What has arrived, as `channel|lift|kind|notice`. */
  readonly arrived: ReadonlySet<string>;
  readonly tell: (text: string) => void;
  /** Receivers' cuts belong to this fault from now on. */
  readonly begin: (fault: string) => void;
}

const LEAD_S = 5;
/** The last entrapment that begins within the fault is lived to its release. */
const TAIL_S = 25;
const BETWEEN_FLOORS_MS = 30_000;
const LIMIT_MS = 2_000;
/** Longer than any outage explains after the load has ended; lifts that say nothing more become news of their own after a minute. */
const SETTLE_MS = 45_000;
/** After what is due, for what comes twice; a lease that a fault left behind has ended within the tail. */
const QUIET_MS = 3_000;
const SPOOL_MS = 120_000;

interface Gateway {
  readonly kannel: RunningKannel | undefined;
  readonly sms: { readonly url: string; readonly user: string; readonly password: string };
  close(): Promise<void>;
}

const openGateway = async ({ hasKannel, receivers }: Run): Promise<Gateway> => {
  const at = { url: receivers.sendSmsUrl };
  if (hasKannel) {
    const kannel = await startKannel();
    receivers.useGateway(kannel);
    return { kannel, sms: { ...at, user: kannel.user, password: kannel.password }, close: () => kannel.close() };
  }
  const sandbox = await startSandbox();
  const { smsc } = sandbox;
  receivers.useGateway(smsc);
  return { kannel: undefined, sms: { ...at, user: smsc.user, password: smsc.password }, close: () => sandbox.close() };
};

/** What the injected entrapments make due. */
const expectedOf = (report: LoadReport): Omit<TruthOf<'expected'>, 'truth' | 'fault'>[] =>
  report.probes.flatMap(({ liftId, kind, scheduledAtMs, releasedAtMs }) => {
    const of = { liftId, kind: 'entrapment', channels: [...channels], limitMs: LIMIT_MS };
    const fromMs = Math.floor(scheduledAtMs);
    const alarm = {
      ...of,
      notice: 'alarm',
      fromMs,
      dueMs: fromMs + (kind === 'between-floors' ? BETWEEN_FLOORS_MS : 0),
    };
    const released = { ...of, notice: 'released', fromMs, dueMs: Math.floor(releasedAtMs ?? 0) };
    return releasedAtMs === undefined ? [alarm] : [alarm, released];
  });

const spoolPoints = async (system: System): Promise<number> => {
  const response = await fetch(new URL('/metrics', system.urls.engine), { signal: AbortSignal.timeout(5_000) });
  return Number(/^\S*spool_points (\S+)$/m.exec(await response.text())?.[1] ?? Number.NaN);
};

/** Everything that is due has arrived, or will not; what would be sent twice has been. */
const settle = async (run: Run, expected: readonly Omit<TruthOf<'expected'>, 'truth' | 'fault'>[]): Promise<void> => {
  const wanted = expected.flatMap((e) => e.channels.map((c) => `${c}|${e.liftId}|${e.kind}|${e.notice}`));
  const missing = (): string[] => wanted.filter((one) => !run.arrived.has(one));
  await waitUntil('what is due', () => missing().length === 0, SETTLE_MS).catch(() => {
    run.tell(
      `not arrived: ${missing().slice(0, 5).join(', ')}${missing().length > 5 ? ` and ${missing().length - 5} more` : ''}`,
    );
  });
  await sleep(QUIET_MS);
};

interface Scene {
  readonly fault: Fault;
  readonly run: Run;
  readonly dir: string;
  readonly crowd: Crowd;
  readonly database: string;
}

const raise = async ({ fault, run, dir, crowd, database }: Scene, gateway: Gateway): Promise<System> => {
  await writeFile(join(dir, 'rules.yaml'), rulesText(1, fault.rules));
  await writeFile(join(dir, 'policy.yaml'), policyText(1));
  for (const one of [crowd, ...(fault.crowds ?? [])]) await issueSecrets(dir, one);
  const system = await startSystem({
    ...{
      dir,
      processes: fault.processes,
      sms: gateway.sms,
      rulesFile: join(dir, 'rules.yaml'),
      policyFile: join(dir, 'policy.yaml'),
    },
    influx: run.influx && { url: run.influx.url, database },
    ...(fault.clock && { clock: fault.clock(dir) }),
  });
  for (const one of [crowd, ...(fault.crowds ?? [])]) {
    await importRegistry(system, one, run.receivers);
    await untilToldOf(system, one);
  }
  return system;
};

/** Load, fault, rest. Returns what the load generator says of itself. */
const play = async (
  { fault, run, dir, crowd }: Scene,
  own: { system: System; gateway: Gateway },
): Promise<LoadReport> => {
  const { journal, size } = run;
  const expected: Omit<TruthOf<'expected'>, 'truth' | 'fault'>[] = [];
  const durationS = Math.max(5, fault.durationS * size.scale);
  const { rate, lifts, connections, seed, probesPerSecond: probes } = size;
  const fromMs = Date.now();
  const load = startLoad({
    ...{ port: own.system.mqttPort, rate, lifts, connections, seed, probes, prefix: crowd.prefix },
    ...{ seconds: LEAD_S + durationS + TAIL_S, drain: 60, reconnect: 1, 'whole-probes': 1 },
    ...{ credentials: join(dir, `secrets-${crowd.prefix}.json`), ...fault.load?.(LEAD_S) },
  });
  await load.ready;
  await sleep(LEAD_S * 1_000);
  const stage: Stage = {
    ...{ system: own.system, receivers: run.receivers, kannel: own.gateway.kannel, influx: run.influx, dir, crowd },
    ...{ random: run.random, durationMs: durationS * 1_000, tell: run.tell },
    outage: (what, times, of) =>
      journal.truth({ truth: 'outage', fault: fault.id, what, ...times, ...(of && { channels: of }) }),
    killed: (process, sends) => journal.truth({ truth: 'killed', fault: fault.id, process, sends, atMs: Date.now() }),
    expect: (one) => void expected.push(one),
  };
  await fault.inject(stage);
  run.tell(`${fault.id}: the fault is over`);
  const report = await load.report;
  expected.push(...expectedOf(report));
  for (const one of expected) journal.truth({ truth: 'expected', fault: fault.id, ...one });
  const rest = fault.control === 'miss' ? [] : expected;
  await settle(run, rest);
  journal.truth({
    ...{ truth: 'fault', fault: fault.id, what: fault.what, fromMs, toMs: Date.now() },
    ...(fault.control && { control: fault.control }),
    ...(!run.hasKannel && { note: 'SMS gateway: a double' }),
  });
  return report;
};

/** What the processes said, for whoever looks into a finding; never their data or secrets. */
const keepLogs = (from: string, to: string): void => {
  mkdirSync(to, { recursive: true });
  for (const name of ['output.log', 'liftwatch.log'])
    if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name));
};

/** Injects one fault into a liftwatch of its own, at load, and writes down what was so. */
export const runPhase = async (fault: Fault, run: Run, number: number): Promise<void> => {
  const dir = await mkdtemp(join(tmpdir(), 'liftwatch-faults-'));
  mkdirSync(join(dir, 'log'), { recursive: true });
  const crowd: Crowd = {
    ...{ prefix: `F${String(number).padStart(2, '0')}`, districtId: 'town' },
    ...{ lifts: run.size.lifts, connections: run.size.connections },
  };
  const scene: Scene = { fault, run, dir, crowd, database: `faults_${number}` };
  run.begin(fault.id);
  const gateway = await openGateway(run);
  let system: System | undefined;
  try {
    system = await raise(scene, gateway);
    const report = await play(scene, { system, gateway });
    run.tell(
      `${fault.id}: ${report.acked} of ${report.scheduled} readings acknowledged, ${report.probes.length} entrapments`,
    );
    const { influx, journal } = run;
    if (!influx) return;
    const from = system;
    await waitUntil('the spool to be empty', async () => (await spoolPoints(from)) === 0, SPOOL_MS).catch(() =>
      run.tell('the spool did not run empty'),
    );
    await system.stop();
    system = undefined;
    const points = { fault: fault.id, report, logDir: join(dir, 'log'), influx, database: scene.database };
    await journalPoints(journal, { ...points, toMs: Date.now() + 60_000 });
    await influx.query(`DROP DATABASE ${scene.database}`);
  } finally {
    run.receivers.useGateway(undefined);
    await system?.stop();
    await gateway.close();
    keepLogs(dir, join(run.out, fault.id));
    rmSync(dir, { recursive: true, force: true });
  }
};
