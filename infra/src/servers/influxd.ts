import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InfraError } from '../errors.ts';
import { freeLoopbackPort } from './loopback-port.ts';
import { createServerHome } from './server-home.ts';
import { type ServerProcess, startServerProcess, startWithFreshPorts, waitForOwnListener } from './server-process.ts';
import { waitUntil } from './wait-until.ts';

const REQUEST_TIMEOUT_MS = 30_000;

/**
 * tsi1 and no limits: with the defaults a tag of more than 100,000 values (lift_id of a city) is dropped without a word to the
 * writer's user. Few and slow compactions, as docs/operations.md has it. No self-monitoring: it would be load that
 * no test asked for.
 */
const influxdConfig = (dir: string, httpPort: number, rpcPort: number): string => `
reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${dir}/meta"
[data]
  dir = "${dir}/data"
  wal-dir = "${dir}/wal"
  index-version = "tsi1"
  max-series-per-database = 0
  max-values-per-tag = 0
  query-log-enabled = false
  cache-snapshot-memory-size = "256m"
  max-concurrent-compactions = 1
  compact-throughput = "8m"
  compact-throughput-burst = "8m"
[monitor]
  store-enabled = false
[retention]
  check-interval = "1s"
[subscriber]
  enabled = false
[http]
  bind-address = "127.0.0.1:${httpPort}"
  log-enabled = false
  max-row-limit = 0
  max-body-size = 0
[continuous_queries]
  enabled = false
`;

/** One influxd 1.x of the test's own. */
export interface RunningInfluxd {
  /** `http://127.0.0.1:port`, without a slash at the end. It stays the same over stop, kill and restart. */
  readonly url: string;
  readonly pid: number;
  /** Runs one InfluxQL statement (POST) and returns its first result's series. @throws LIFT_INFRA_SERVER_ANSWER on an error of the statement */
  query(statement: string, database?: string): Promise<readonly InfluxSeries[]>;
  /** SIGTERM; the data stay for `restart()`. */
  stop(): Promise<void>;
  /** SIGKILL; the data stay for `restart()`. */
  kill(): Promise<void>;
  /** Starts it again on the same port with the same data. */
  restart(): Promise<void>;
  /** The process stands still with its sockets open: requests hang until `thaw()`. */
  freeze(): void;
  thaw(): void;
  log(): string;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

export interface InfluxSeries {
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values?: readonly (readonly (string | number | boolean | null)[])[];
}

interface InfluxAnswer {
  readonly error?: string;
  readonly results?: readonly { readonly error?: string; readonly series?: readonly InfluxSeries[] }[];
}

const query = async (url: string, statement: string, database?: string): Promise<readonly InfluxSeries[]> => {
  const body = new URLSearchParams({ q: statement, ...(database === undefined ? {} : { db: database }) });
  const response = await fetch(`${url}/query`, {
    method: 'POST',
    body,
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  const answer = (await response.json()) as InfluxAnswer;
  const problem = answer.error ?? answer.results?.find((result) => result.error)?.error;
  if (problem !== undefined)
    throw new InfraError('LIFT_INFRA_SERVER_ANSWER', `influxd refused "${statement}": ${problem}`);
  return answer.results?.[0]?.series ?? [];
};

const answersPing = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/ping`, { signal: AbortSignal.timeout(1_000) })).status === 204;
  } catch {
    return false; // still opening its shards
  }
};

export interface InfluxdOptions {
  /** As `infra/systemd/influxdb.service.d` has it on one machine with liftwatch: it is on nobody's way to help. */
  readonly besideLiftwatch?: boolean;
}

const SECOND = { niceness: 10, env: { GOGC: '400' } } as const;

const startOnce = async ({ besideLiftwatch = false }: InfluxdOptions): Promise<RunningInfluxd> => {
  const home = createServerHome('influxd');
  const httpPort = await freeLoopbackPort();
  const configPath = join(home.dir, 'influxdb.conf');
  writeFileSync(configPath, influxdConfig(home.dir, httpPort, await freeLoopbackPort()));
  const url = `http://127.0.0.1:${httpPort}`;
  const launch = async (): Promise<ServerProcess> => {
    const server = await startServerProcess({
      home,
      name: 'influxd',
      command: 'influxd',
      args: ['run', '-config', configPath],
      ...(besideLiftwatch && SECOND),
    });
    try {
      await waitForOwnListener(server, 'influxd', httpPort);
      await waitUntil('influxd to answer /ping', () => answersPing(url), 60_000);
    } catch (error) {
      await server.kill();
      throw error;
    }
    return server;
  };
  let server: ServerProcess;
  try {
    server = await launch();
  } catch (error) {
    home.remove();
    throw error;
  }
  return {
    url,
    get pid() {
      return server.pid;
    },
    query: (statement, database) => query(url, statement, database),
    stop: () => server.stop(),
    kill: () => server.kill(),
    async restart() {
      await server.stop();
      server = await launch();
    },
    freeze: () => server.freeze(),
    thaw: () => server.thaw(),
    log: () => server.log(),
    async close() {
      await server.kill();
      home.remove();
    },
  };
};

/**
 * Starts Debian's influxd 1.6.7 in a temporary folder on free loopback ports, and returns when it answers.
 * @throws LIFT_INFRA_SERVER_MISSING without the package influxdb
 */
export const startInfluxd = (options: InfluxdOptions = {}): Promise<RunningInfluxd> =>
  startWithFreshPorts(() => startOnce(options));
