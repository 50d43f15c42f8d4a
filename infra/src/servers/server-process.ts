import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InfraError } from '../errors.ts';
import { findCommand } from './catalogue.ts';
import { ownsListener } from './own-listener.ts';
import type { ServerHome } from './server-home.ts';
import { waitUntil } from './wait-until.ts';

const STOP_GRACE_MS = 10_000;
const LOG_TAIL_CHARACTERS = 2_000;

export interface ServerCommand {
  readonly home: ServerHome;
  /** File name of the log, and the name in messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Above 0: others come first where processors are short. */
  readonly niceness?: number;
  /** Beside what this process has. */
  readonly env?: Readonly<Record<string, string>>;
}

/** One running program. Its output goes to a file in its home, so that a full pipe never holds it up. */
export interface ServerProcess {
  readonly pid: number;
  readonly running: boolean;
  /** Everything it has printed so far. */
  log(): string;
  /** SIGTERM, and SIGKILL after 10 s. Returns when the process is gone; may be called twice. */
  stop(): Promise<void>;
  /** SIGKILL. Returns when the process is gone. */
  kill(): Promise<void>;
  /** Stops the process where it is (SIGSTOP): sockets stay open and nothing answers. */
  freeze(): void;
  thaw(): void;
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const end = async (child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
  if (hasEnded(child)) return;
  const gone = once(child, 'exit');
  child.kill('SIGCONT');
  child.kill(signal);
  const patience = new AbortController();
  const late = sleep(STOP_GRACE_MS, 'late', { signal: patience.signal }).catch(() => 'cancelled');
  if ((await Promise.race([gone, late])) === 'late') {
    child.kill('SIGKILL');
    await gone;
  }
  patience.abort();
};

/**
 * Starts a program in its home folder.
 * @throws LIFT_INFRA_SERVER_MISSING when the command is not installed
 */
export const startServerProcess = async (server: ServerCommand): Promise<ServerProcess> => {
  const { home, name, command, args, niceness = 0, env = {} } = server;
  const path = findCommand(command);
  if (path === undefined) {
    throw new InfraError(
      'LIFT_INFRA_SERVER_MISSING',
      `${command} is not installed or not on PATH; see infra/debian-packages.txt`,
    );
  }
  const logPath = join(home.dir, `${name}.log`);
  const log = openSync(logPath, 'a');
  // nice(1) becomes the program: the process id is the program's.
  const [file, given] = niceness === 0 ? [path, args] : ['nice', ['-n', String(niceness), path, ...args]];
  const child = spawn(file, given, { cwd: home.dir, stdio: ['ignore', log, log], env: { ...process.env, ...env } });
  closeSync(log);
  await once(child, 'spawn');
  home.watch(child);
  const { pid } = child;
  if (pid === undefined) throw new InfraError('LIFT_INFRA_SERVER_START', `${name} has no process id`);
  return {
    pid,
    get running() {
      return !hasEnded(child);
    },
    log: () => readFileSync(logPath, 'utf8'),
    stop: () => end(child, 'SIGTERM'),
    kill: () => end(child, 'SIGKILL'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
};

/**
 * Waits until that very process listens on the port: another program's listener does not count.
 * @throws LIFT_INFRA_SERVER_START when it ends first, with the end of its log
 */
export const waitForOwnListener = async (server: ServerProcess, name: string, port: number): Promise<void> => {
  await waitUntil(`${name} to listen on port ${port}`, () => {
    if (!server.running) {
      const tail = server.log().slice(-LOG_TAIL_CHARACTERS);
      throw new InfraError(
        'LIFT_INFRA_SERVER_START',
        `${name} ended while starting on port ${port}; its log ends: ${tail}`,
        {
          recoverable: true,
        },
      );
    }
    return ownsListener(server.pid, port);
  });
};

const START_ATTEMPTS = 3;

/** Tries a start again with new ports: between finding a free port and listening on it, somebody else may have taken it. */
export const startWithFreshPorts = async <T>(start: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (attempt === START_ATTEMPTS || !(error instanceof InfraError) || !error.recoverable) throw error;
    }
  }
};
