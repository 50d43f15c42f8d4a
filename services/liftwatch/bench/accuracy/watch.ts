import { createPartition, newOutput } from '@liftwatch/rule-engine';
import type { Received } from '@liftwatch/edge-simulator/months';
import type { Finding } from '@liftwatch/schemas';
import { take, tickUpTo } from './drive.ts';

/** An alarm of an entrapment, from the line that raised it to the one that ended it. */
export interface EntrapmentCall {
  readonly liftId: string;
  readonly code: string;
  readonly fromMs: number;
  untilMs: number;
  readonly summary: string;
  readonly confidence: number;
}

export interface Watched {
  readonly calls: readonly EntrapmentCall[];
  readonly failures: readonly string[];
  readonly readings: number;
}

/** The engine over one lift: what it says of entrapments and wear is kept, all else is let go. */
export const createWatch = () => {
  const partition = createPartition(0);
  const out = newOutput();
  const calls = new Map<string, EntrapmentCall>();
  const failures: string[] = [];
  let [readings, lastMs] = [0, 0];

  const note = (f: Finding): void => {
    if (f.incidentKind !== 'entrapment') return;
    const known = calls.get(f.findingId);
    if (known) {
      if (f.change === 'cleared') known.untilMs = f.receivedAtMs;
      return;
    }
    if (f.stage !== 'alarm') return;
    calls.set(f.findingId, {
      liftId: f.liftId,
      code: f.code,
      fromMs: f.receivedAtMs,
      untilMs: Infinity,
      summary: f.explanation.summary.en,
      confidence: f.confidence,
    });
  };
  const drain = (): void => {
    for (const finding of out.findings) note(finding);
    for (const { liftId, rule, error } of out.failures) failures.push(`${liftId} ${rule}: ${String(error)}`);
    out.findings.length = 0;
    out.failures.length = 0;
    out.touched.clear();
  };
  return {
    take(one: Received): void {
      if (one.type === 'readings') readings += one.readings.length;
      lastMs = one.receivedAtMs;
      take(partition, one, out);
      if (out.findings.length > 0 || out.failures.length > 0 || out.touched.size > 64) drain();
    },
    end(): Watched {
      tickUpTo(partition, lastMs + 60_000, out);
      drain();
      return { calls: [...calls.values()], failures, readings };
    },
  };
};
