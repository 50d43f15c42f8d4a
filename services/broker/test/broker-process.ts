import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { later } from './harness.ts';

/** The command of a script beside this file, run from sources, so that no build is needed. */
export const nodeCommand = (script: string, options: readonly string[] = []): readonly string[] => [
  process.execPath,
  ...options,
  '--conditions=liftwatch-dev',
  '--no-warnings',
  join(import.meta.dirname, script),
];

/** The command of a broker on the real log, from sources, so that no build is needed. */
export const durableBrokerCommand = (dir: string, acknowledge = 'after-commit', synchronous = 'full') => [
  ...nodeCommand('durable-broker.ts'),
  dir,
  acknowledge,
  synchronous,
];

export interface BrokerProcess {
  readonly child: ChildProcess;
  readonly port: number;
  /** Kills it and its children, and waits until they are gone. */
  readonly end: () => Promise<void>;
}

const killGroup = (child: ChildProcess): void => {
  try {
    process.kill(-(child.pid as number), 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/** Starts a process whose first line is its MQTT port; ended with the test. */
export const startProcess = async (
  command: readonly string[],
  env: Record<string, string> = {},
): Promise<BrokerProcess> => {
  const [name = '', ...args] = command;
  // Its own process group: strace that is killed lets its broker live on.
  const child = spawn(name, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
    env: { ...process.env, ...env },
  });
  later(() => killGroup(child));
  const gone = once(child, 'exit');
  const [data] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  const end = async () => {
    killGroup(child);
    await gone;
  };
  return { child, port: Number(data.toString()), end };
};
