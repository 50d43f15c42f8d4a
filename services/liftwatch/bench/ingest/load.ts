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
  /** PUBACK p99 of what was sent while warming up. */
  readonly warmUpAckP99Ms: number;
  /** When the measured part began. */
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
    readonly kind: 'alarm-button' | 'between-floors';
    readonly scheduledAtMs: number;
    /** When the reading was due that says that they are out; absent: not within the run. */
    readonly releasedAtMs?: number;
  }[];
}

export interface LoadSize {
  readonly rate: number;
  readonly seconds: number;
  /** Load before the measured seconds: a fresh process has its code compiled and meets every lift for the first time. */
  readonly warmUpSeconds: number;
  readonly connections: number;
  readonly lifts: number;
  readonly seed: number;
  readonly probes: number;
}

/** A load generator at work, in a process of its own. */
export interface Load {
  /** All connections stand. */
  readonly ready: Promise<void>;
  /** The measured part begins. */
  readonly warm: Promise<void>;
  readonly report: Promise<LoadReport>;
  /** SIGKILL: its terminals fall silent without a word. `report` rejects. */
  kill(): void;
}

/** Starts the load generator; `named`: its options without the dashes. */
export const startLoad = (named: Readonly<Record<string, string | number>>): Load => {
  const main = fileURLToPath(new URL('./load/main.js', import.meta.resolve('@liftwatch/edge-simulator')));
  const args = Object.entries(named).map(([key, value]) => `--${key}=${value}`);
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let trouble = '';
  const killIt = (): void => void child.kill('SIGKILL');
  process.once('exit', killIt);
  const report = once(child, 'close').then((values): LoadReport => {
    process.off('exit', killIt);
    const code = values[0] as number | null;
    if (code !== 0) throw new RangeError(`the load generator ended with ${code}: ${trouble.slice(0, 500)}`);
    return JSON.parse(out) as LoadReport;
  });
  const ready = Promise.withResolvers<void>();
  const warm = Promise.withResolvers<void>();
  for (const one of [ready, warm]) {
    one.promise.catch(() => undefined);
    void report.catch((error: unknown) => one.reject(error));
  }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (text.includes('ready')) ready.resolve();
    if (text.includes('warm')) warm.resolve();
    if (!/^(ready|warm|\n)+$/.test(text)) trouble += text;
  });
  return { ready: ready.promise, warm: warm.promise, report, kill: killIt };
};

/** Runs the load generator in a process of its own and returns its report. `onWarm` when the measured part begins. */
export const runLoad = async (
  port: number,
  size: LoadSize,
  options: { credentials?: string; onWarm: () => void },
): Promise<LoadReport> => {
  const { credentials } = options;
  const { warmUpSeconds, ...rest } = size;
  const load = startLoad({
    port,
    ...rest,
    'warm-up': warmUpSeconds,
    drain: 30,
    ...(credentials !== undefined && { credentials }),
  });
  await load.warm;
  options.onWarm();
  return load.report;
};
