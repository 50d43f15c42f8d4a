import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** A running `npm start`. */
export interface Demo {
  readonly dataDir: string;
  /** All that it has said. */
  readonly output: () => string;
  /** Of that, what is on standard output: it is the program's own. */
  readonly stdout: () => string;
  stop(): Promise<number | null>;
}

const anyPorts = Object.fromEntries(
  ['MQTT', 'CONSOLE', 'ENGINE', 'DISPATCH', 'BROKER_HTTP', 'SANDBOX'].map((name) => [`LIFTWATCH_${name}_PORT`, '0']),
);

/** Ends what is left of a process group. True when there was something. */
const endGroup = (leader: number): boolean => {
  try {
    return process.kill(-leader, 'SIGKILL');
  } catch {
    return false;
  }
};

/** `npm start` as the README has it, on free ports and in a folder of its own. */
export const startDemo = (): Demo => {
  const dataDir = mkdtempSync(join(tmpdir(), 'liftwatch-readme-'));
  // Its own process group: npm starts a shell that starts node, and none of them may be left behind.
  const child: ChildProcess = spawn('npm', ['start'], {
    cwd: root,
    env: { ...process.env, ...anyPorts, LIFTWATCH_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let [text, out] = ['', ''];
  const take = (chunk: Buffer): void => void (text += chunk.toString());
  child.stdout?.on('data', (chunk: Buffer) => {
    take(chunk);
    out += chunk.toString();
  });
  child.stderr?.on('data', take);
  return {
    dataDir,
    output: () => text,
    stdout: () => out,
    async stop() {
      const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
      // npm alone is told, as whoever watches over it does.
      if (gone !== undefined) child.kill('SIGTERM');
      await gone;
      const isLeft = child.pid !== undefined && endGroup(child.pid);
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
      if (isLeft) throw new Error('npm start has ended, and left a process behind');
      return child.exitCode;
    },
  };
};
