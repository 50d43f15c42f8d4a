import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freeLoopbackPort, waitUntil } from '@liftwatch/infra';
import { makeDataFolder, secretIn } from '../../src/start/data-folder.ts';
import { makeLedgerKey } from '../../src/start/ledger-key.ts';
import { dispatchAccount } from '../../src/start/service-account.ts';

export type Part = 'broker' | 'engine' | 'dispatch' | 'console';
export type ProcessName = Part | 'liftwatch';

export interface SystemOptions {
  readonly dir: string;
  readonly processes: 1 | 4;
  /** InfluxDB of the run; absent: points go to SQLite and are not counted. */
  readonly influx: { readonly url: string; readonly database: string } | undefined;
  readonly sms: { readonly url: string; readonly user: string; readonly password: string };
  readonly rulesFile: string;
  /** Preloaded into every process, for its clock. */
  readonly clock?: Readonly<Record<string, string>>;
}

/** liftwatch as it is deployed, as one process or as four, over one data folder. */
export interface System {
  readonly mqttPort: number;
  readonly urls: Readonly<Record<'broker' | 'engine' | 'dispatch', string>>;
  readonly token: string;
  readonly names: readonly ProcessName[];
  /** Which process a part lives in. */
  processOf(part: Part): ProcessName;
  /** SIGKILL; resolves when it is gone. */
  kill(name: ProcessName): Promise<void>;
  /** Resolves when it answers again. */
  start(name: ProcessName): Promise<void>;
  stop(): Promise<void>;
}

const UP_MS = 60_000;
const END_MS = 30_000;
const mainOf = (workspace: string): string =>
  fileURLToPath(new URL(`../../../${workspace}/dist/main.js`, import.meta.url));

const isWell = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.ok;
    },
    () => false,
  );

const choosePorts = async () => ({
  mqtt: await freeLoopbackPort(),
  broker: await freeLoopbackPort(),
  engine: await freeLoopbackPort(),
  dispatch: await freeLoopbackPort(),
  console: await freeLoopbackPort(),
});
type Ports = Awaited<ReturnType<typeof choosePorts>>;

const at = (port: number): string => `http://127.0.0.1:${port}`;

const seriesEnv = ({ influx }: SystemOptions) =>
  influx
    ? {
        LIFTWATCH_SERIES_STORE: 'influx',
        LIFTWATCH_INFLUX_URL: influx.url,
        LIFTWATCH_INFLUX_DATABASE: influx.database,
      }
    : {};

const dispatchEnv = ({ dir, sms, rulesFile }: SystemOptions) => ({
  LIFTWATCH_DISPATCH_WEBHOOK_SECRET_FILE: join(dir, 'firm-webhook.secret'),
  LIFTWATCH_DISPATCH_SMS_URL: sms.url,
  LIFTWATCH_DISPATCH_SMS_USER: sms.user,
  LIFTWATCH_DISPATCH_SMS_PASSWORD_FILE: join(dir, 'sms.secret'),
  LIFTWATCH_DISPATCH_CAP_STATUS: 'Exercise',
  LIFTWATCH_DISPATCH_RULES_FILE: rulesFile,
});

interface Program {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** 200 once it does its work. */
  readonly wellUrl: string;
}

const asOne = (options: SystemOptions, ports: Ports): Partial<Record<ProcessName, Program>> => ({
  liftwatch: {
    args: [mainOf('liftwatch'), 'start', '--no-demo'],
    env: {
      ...seriesEnv(options),
      ...dispatchEnv(options),
      LIFTWATCH_DATA_DIR: options.dir,
      LIFTWATCH_MQTT_PORT: String(ports.mqtt),
      LIFTWATCH_CONSOLE_PORT: String(ports.console),
      LIFTWATCH_ENGINE_PORT: String(ports.engine),
      LIFTWATCH_DISPATCH_PORT: String(ports.dispatch),
      LIFTWATCH_BROKER_HTTP_PORT: String(ports.broker),
    },
    wellUrl: `${at(ports.console)}/healthz`,
  },
});

const asFour = (options: SystemOptions, ports: Ports): Partial<Record<ProcessName, Program>> => ({
  broker: {
    args: [mainOf('broker')],
    env: {
      LIFTWATCH_BROKER_MQTT_PORT: String(ports.mqtt),
      LIFTWATCH_BROKER_HTTP_PORT: String(ports.broker),
      LIFTWATCH_BROKER_DATA_DIR: options.dir,
      LIFTWATCH_BROKER_CREDENTIALS_FILE: join(options.dir, 'credentials.json'),
      LIFTWATCH_BROKER_CREDENTIALS_KEY_FILE: join(options.dir, 'credentials.key'),
    },
    wellUrl: `${at(ports.broker)}/readyz`,
  },
  engine: {
    args: [mainOf('rule-engine')],
    env: {
      ...seriesEnv(options),
      LIFTWATCH_ENGINE_HTTP_PORT: String(ports.engine),
      LIFTWATCH_ENGINE_DATA_DIR: options.dir,
    },
    wellUrl: `${at(ports.engine)}/readyz`,
  },
  dispatch: {
    args: [mainOf('dispatch')],
    env: {
      ...seriesEnv(options),
      ...dispatchEnv(options),
      LIFTWATCH_DISPATCH_HTTP_PORT: String(ports.dispatch),
      LIFTWATCH_DISPATCH_ANONYMOUS_READ: 'on',
      LIFTWATCH_DISPATCH_DATABASE: join(options.dir, 'app.db'),
      LIFTWATCH_FINDINGS_DATABASE: join(options.dir, 'findings.db'),
      LIFTWATCH_DISPATCH_TOKEN_FILE: join(options.dir, 'dispatch.token'),
      LIFTWATCH_DISPATCH_RECEIPT_TOKEN_FILE: join(options.dir, 'receipts.token'),
      LIFTWATCH_DISPATCH_LEDGER_KEY_FILE: join(options.dir, 'ledger.key'),
      LIFTWATCH_DISPATCH_BROKER_URL: `mqtt://127.0.0.1:${ports.mqtt}`,
      LIFTWATCH_DISPATCH_BROKER_PASSWORD_FILE: join(options.dir, 'dispatch-broker.secret'),
    },
    wellUrl: `${at(ports.dispatch)}/healthz`,
  },
  console: {
    args: [mainOf('console')],
    env: {
      LIFTWATCH_CONSOLE_HTTP_PORT: String(ports.console),
      LIFTWATCH_CONSOLE_DISPATCH_URL: at(ports.dispatch),
      LIFTWATCH_CONSOLE_ENGINE_URL: at(ports.engine),
    },
    wellUrl: `${at(ports.console)}/healthz`,
  },
});

/** Writes the secrets that an installer would; returns dispatch's token. */
const install = async ({ dir, sms }: SystemOptions): Promise<string> => {
  const folder = await makeDataFolder(dir);
  const token = await secretIn(folder.dispatchToken);
  await secretIn(join(dir, 'receipts.token'));
  await makeLedgerKey(join(dir, 'ledger.key'));
  await dispatchAccount(folder, join(dir, 'dispatch-broker.secret'));
  const webhookSecret = `whsec_${Buffer.from(token).toString('base64')}`;
  await writeFile(join(dir, 'firm-webhook.secret'), `${webhookSecret}\n`, { mode: 0o600 });
  await writeFile(join(dir, 'sms.secret'), `${sms.password}\n`, { mode: 0o600 });
  return token;
};

/** Installs and starts liftwatch; resolves when every process does its work. */
export const startSystem = async (options: SystemOptions): Promise<System> => {
  const token = await install(options);
  const ports = await choosePorts();
  const programs = options.processes === 1 ? asOne(options, ports) : asFour(options, ports);
  const names = Object.keys(programs) as ProcessName[];
  const running = new Map<ProcessName, ChildProcess>();
  const output = createWriteStream(join(options.dir, 'output.log'), { flags: 'a' });

  const start = async (name: ProcessName): Promise<void> => {
    const program = programs[name];
    if (!program) throw new RangeError(`no process ${name}`);
    const env = { PATH: process.env['PATH'] ?? '', TZ: 'Asia/Shanghai', ...options.clock, ...program.env };
    const args = ['--max-semi-space-size=64', '--heap-growing-percent=200', '--no-memory-reducer', ...program.args];
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.pipe(output, { end: false });
    child.stderr.pipe(output, { end: false });
    running.set(name, child);
    await waitUntil(
      `${name} to do its work`,
      () => {
        if (child.exitCode !== null)
          throw new Error(`${name} ended with ${child.exitCode}: see ${options.dir}/output.log`);
        return isWell(program.wellUrl);
      },
      UP_MS,
    );
  };
  const end = async (name: ProcessName, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    const child = running.get(name);
    running.delete(name);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
    await gone;
    clearTimeout(timer);
  };
  // A harness that is stopped leaves nothing running behind.
  const killAll = (): void => {
    for (const child of running.values()) child.kill('SIGKILL');
  };
  process.once('exit', killAll);
  const stop = async (): Promise<void> => {
    for (const name of names.toReversed()) await end(name, 'SIGTERM');
    process.off('exit', killAll);
    output.end();
  };
  try {
    for (const name of names) await start(name);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    mqttPort: ports.mqtt,
    urls: { broker: at(ports.broker), engine: at(ports.engine), dispatch: at(ports.dispatch) },
    token,
    names,
    processOf: (part) => (options.processes === 1 ? 'liftwatch' : part),
    kill: (name) => end(name, 'SIGKILL'),
    start,
    stop,
  };
};
