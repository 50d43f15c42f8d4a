import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Usage } from './usage.ts';

const READY_MS = 30_000;
const IDLE_MS = 320_000;
const USAGE_MS = 30_000;

export interface CommittedFinding {
  readonly liftId: string;
  readonly code: string;
  readonly onsetAtMs: number;
  readonly at: number;
  readonly committedAtMs: number;
}

/** A server process of the benchmark, with an IPC channel. */
export interface Server {
  readonly mqttPort: number;
  /** Of the engine, where there is one. */
  readonly httpPort: number;
  usage(): Promise<Usage>;
  idle(): Promise<{ readonly committed: readonly CommittedFinding[]; readonly error?: string }>;
  stop(): Promise<void>;
  /** SIGKILL: nothing is finished, nothing is written. */
  kill(): Promise<void>;
}

const answer = async <T>(child: ChildProcess, type: string, timeoutMs: number): Promise<T> => {
  const signal = AbortSignal.timeout(timeoutMs);
  for (;;) {
    const [message] = (await once(child, 'message', { signal })) as [{ type?: string }];
    if (message.type === type) return message as T;
  }
};

/** Starts `file` of this folder as a process of its own; resolves when it listens. */
export const startServer = async (file: string, args: readonly string[]): Promise<Server> => {
  const profileDir = process.env['LIFTWATCH_BENCH_PROFILE_DIR'];
  const profile = profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`];
  // As `npm start` and the service units run it; the straw man gets the same.
  const more = (process.env['LIFTWATCH_BENCH_NODE_ARGS'] ?? '').split(' ').filter((one) => one !== '');
  const execArgv = [
    '--max-semi-space-size=64',
    '--heap-growing-percent=200',
    '--no-memory-reducer',
    ...profile,
    ...more,
  ];
  const child = fork(join(import.meta.dirname, file), args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv,
  });
  const ask = <T>(type: string, timeoutMs: number): Promise<T> => {
    const answered = answer<T>(child, type, timeoutMs);
    child.send({ type });
    return answered;
  };
  const { mqttPort, httpPort } = await answer<{ mqttPort: number; httpPort: number }>(child, 'ready', READY_MS);
  return {
    mqttPort,
    httpPort,
    usage: () => ask<Usage>('usage', USAGE_MS),
    idle: () => ask('idle', IDLE_MS),
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
    async kill() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
};

/** Several processes that are one server: usage is their sum, the port is the first's, they come to rest in order. */
export const together = (servers: readonly Server[]): Server => ({
  mqttPort: servers[0]?.mqttPort ?? 0,
  httpPort: servers.find(({ httpPort }) => httpPort > 0)?.httpPort ?? 0,
  async usage() {
    const all = await Promise.all(servers.map((server) => server.usage()));
    const sum = (of: (usage: Usage) => number): number => all.reduce((total, usage) => total + of(usage), 0);
    return {
      cpuUs: sum((u) => u.cpuUs),
      rssMb: sum((u) => u.rssMb),
      extra: Object.assign({}, ...all.map((u) => u.extra)) as Usage['extra'],
    };
  },
  async idle() {
    let committed: readonly CommittedFinding[] = [];
    for (const server of servers) {
      const done = await server.idle();
      if (done.error !== undefined) return done;
      committed = [...committed, ...done.committed];
    }
    return { committed };
  },
  async stop() {
    for (const server of servers.toReversed()) await server.stop();
  },
  async kill() {
    for (const server of servers.toReversed()) await server.kill();
  },
});
