import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@liftwatch/infra';
import type { Finding } from '@liftwatch/schemas';
import { openSqliteFindingLog } from '@liftwatch/stores';

/** The built program, as a user runs it. `npm test` builds before it tests. */
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const UP_MS = 90_000;
const END_MS = 30_000;
const FREE_PORTS = Object.fromEntries(
  ['MQTT', 'CONSOLE', 'ENGINE', 'DISPATCH', 'BROKER_HTTP', 'SANDBOX'].map((name) => [`LIFTWATCH_${name}_PORT`, '0']),
);

export type Environment = Readonly<Record<string, string>>;

/** Removed by the test that made it. */
export const newDataFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'liftwatch-system-'));
export const removeFolder = (dir: string): Promise<void> => rm(dir, { recursive: true, force: true });

const launch = (args: readonly string[], env: Environment): ChildProcess => {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is not built: run \`npm run build\` first`);
  return spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'], TZ: 'Asia/Shanghai', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
};

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs one command to its end. */
export const liftwatch = async (args: readonly string[], env: Environment = {}): Promise<Ended> => {
  const child = launch(args, env);
  let [out, err] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  return { code, out, err };
};

export interface Running {
  readonly pid: number;
  readonly mqttPort: number;
  readonly urls: Readonly<Record<'console' | 'engine' | 'dispatch' | 'firm' | 'platform' | 'sms', string>>;
  /** Everything on standard output so far. */
  out(): string;
  err(): string;
  json<T>(service: 'engine' | 'dispatch' | 'firm' | 'platform' | 'sms', path: string): Promise<T>;
  /** Sends the signal and waits for the end; returns the exit code, or null after a signal that cannot be caught. */
  end(signal?: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | null>;
  signal(signal: 'SIGTERM' | 'SIGINT'): void;
}

const urlAfter = (text: string, label: string): string =>
  new RegExp(`^  ${label} +(http://[0-9.:]+)`, 'm').exec(text)?.[1] ?? '';

/** `liftwatch start` as a process of its own on free ports; resolves when it has said where it is. */
export const startProcess = async (options: {
  readonly dir: string;
  readonly args?: readonly string[];
  readonly env?: Environment;
}): Promise<Running> => {
  const child = launch(['start', ...(options.args ?? [])], {
    ...FREE_PORTS,
    LIFTWATCH_DATA_DIR: options.dir,
    ...options.env,
  });
  let [out, err] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = once(child, 'close') as Promise<[number | null]>;
  try {
    await waitUntil(
      'liftwatch to be up',
      () => {
        if (child.exitCode !== null) throw new Error(`liftwatch ended with ${child.exitCode}: ${err}`);
        return out.includes('mosquitto_pub');
      },
      UP_MS,
    );
  } catch (error) {
    child.kill('SIGKILL');
    await ended;
    throw error;
  }
  const urls = {
    console: urlAfter(out, 'console'),
    engine: urlAfter(out, 'lifts, findings'),
    dispatch: urlAfter(out, 'incidents'),
    firm: urlAfter(out, 'firm \\(sandbox\\)'),
    platform: urlAfter(out, 'platform \\(sandbox\\)'),
    sms: urlAfter(out, 'SMS \\(sandbox\\)'),
  };
  return {
    pid: child.pid as number,
    mqttPort: Number(/mqtt:\/\/[0-9.]+:(\d+)/.exec(out)?.[1]),
    urls,
    out: () => out,
    err: () => err,
    async json<T>(service: keyof typeof urls, path: string): Promise<T> {
      const response = await fetch(new URL(path, urls[service]), { signal: AbortSignal.timeout(10_000) });
      return (await response.json()) as T;
    },
    async end(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
      const [code] = await ended;
      clearTimeout(timer);
      return code;
    },
    signal: (signal) => void child.kill(signal),
  };
};

/** Every line of a data folder's finding log, also beside the process that writes it. */
export const findingsOf = async (dir: string): Promise<readonly Finding[]> => {
  const log = await openSqliteFindingLog({ path: join(dir, 'findings.db') });
  try {
    return (await log.read(0, 100_000)).map((line) => line.finding);
  } finally {
    await log.close();
  }
};

export interface IncidentListed {
  readonly incidentId: string;
  readonly liftId?: string;
  readonly kind: string;
  readonly state: string;
  readonly confirmation: string;
}

export const incidentsOf = async (running: Running, liftId: string): Promise<readonly IncidentListed[]> =>
  (await running.json<{ items: IncidentListed[] }>('dispatch', '/api/v1/incidents')).items.filter(
    (one) => one.liftId === liftId,
  );
