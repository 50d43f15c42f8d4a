import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What the load generator prints at its end; see edge-simulator/src/load. */
export interface LoadReport {
  readonly scheduled: number;
  readonly acked: number;
  readonly unacked: number;
  readonly connectionsLost: number;
  readonly ackedPerSecond: number;
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
  readonly lateP99Ms: number;
  readonly cpuUsPerPublish: number;
  readonly startedAtMs: number;
  readonly terminals: readonly {
    readonly terminal: string;
    readonly boot: string;
    readonly acked: readonly (readonly [number, number])[];
  }[];
  readonly probes: readonly {
    readonly liftId: string;
    readonly terminal: string;
    readonly seq: number;
    readonly kind: string;
    readonly scheduledAtMs: number;
  }[];
}

export interface LoadSize {
  readonly rate: number;
  readonly seconds: number;
  readonly connections: number;
  readonly lifts: number;
  readonly seed: number;
  readonly probes: number;
}

/** Runs the load generator in a process of its own and returns its report. `onReady` when all connections stand. */
export const runLoad = async (
  port: number,
  size: LoadSize,
  options: { credentials?: string; onReady: () => void },
): Promise<LoadReport> => {
  const main = fileURLToPath(new URL('./load/main.js', import.meta.resolve('@liftwatch/edge-simulator')));
  const named: Record<string, string | number> = { port, ...size, drain: 30 };
  if (options.credentials !== undefined) named['credentials'] = options.credentials;
  const args = Object.entries(named).map(([key, value]) => `--${key}=${value}`);
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let trouble = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (text.includes('ready')) options.onReady();
    else trouble += text;
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new RangeError(`the load generator ended with ${code}: ${trouble.slice(0, 500)}`);
  return JSON.parse(out) as LoadReport;
};
