import { createPartition, newOutput } from '@liftwatch/rule-engine';
import type { Received } from '@liftwatch/edge-simulator/months';
import type { Finding, Horizon } from '@liftwatch/schemas';
import { take, tickUpTo } from './drive.ts';

/** An alarm of an entrapment, from the line that raised it to the one that ended it. */
export interface EntrapmentCall {
  readonly liftId: string;
  readonly fromMs: number;
  untilMs: number;
  readonly summary: string;
  readonly confidence: number;
}

/** An early warning in its course. Times are log time. */
export interface WearWarning {
  readonly liftId: string;
  readonly findingId: string;
  readonly component: string;
  readonly cause: string;
  readonly fromMs: number;
  /** From then on it asked to act; undefined: it stayed a watch. */
  actMs: number | undefined;
  untilMs: number;
  /** Rank score at each change, oldest first. */
  readonly scores: { readonly atMs: number; readonly score: number }[];
  /** What was first said of the time to a limit. */
  horizon:
    | {
        readonly atMs: number;
        readonly horizon: Horizon;
        readonly feature: string;
        readonly baseline: number;
        readonly limit: number;
      }
    | undefined;
  /** Stated probability of a fault within 30 days, as first said. */
  readonly risk: number;
  readonly drivers: string;
}

export interface Watched {
  readonly calls: readonly EntrapmentCall[];
  readonly warnings: readonly WearWarning[];
  readonly failures: readonly string[];
  readonly readings: number;
}

const noteCall = (calls: Map<string, EntrapmentCall>, f: Finding): void => {
  const known = calls.get(f.findingId);
  if (known) {
    if (f.change === 'cleared') known.untilMs = f.receivedAtMs;
    return;
  }
  if (f.stage !== 'alarm') return;
  calls.set(f.findingId, {
    liftId: f.liftId,
    fromMs: f.receivedAtMs,
    untilMs: Infinity,
    summary: f.explanation.summary.en,
    confidence: f.confidence,
  });
};

const noteWarning = (warnings: Map<string, WearWarning>, f: Finding, said: NonNullable<Finding['warning']>): void => {
  let known = warnings.get(f.findingId);
  if (!known) {
    if (f.change === 'cleared') return;
    known = {
      liftId: f.liftId,
      findingId: f.findingId,
      component: said.component,
      cause: said.cause,
      fromMs: f.receivedAtMs,
      actMs: undefined,
      untilMs: Infinity,
      scores: [],
      horizon: undefined,
      risk: said.risk,
      drivers: said.drivers.map((d) => `${d.feature}[${d.context}] ${d.baseline}->${d.now}`).join(' '),
    };
    warnings.set(f.findingId, known);
  }
  if (f.change === 'cleared') {
    known.untilMs = f.receivedAtMs;
    return;
  }
  known.scores.push({ atMs: f.receivedAtMs, score: f.score });
  if (said.level === 'act') known.actMs ??= f.receivedAtMs;
  const lead = said.drivers[0];
  if (said.horizon && lead?.limit && known.horizon === undefined)
    known.horizon = {
      atMs: f.at,
      horizon: said.horizon,
      feature: lead.feature,
      baseline: lead.baseline,
      limit: lead.limit,
    };
};

/** The engine over one lift: what it says of entrapments and wear is kept, all else is let go. */
export const createWatch = () => {
  const partition = createPartition(0);
  const out = newOutput();
  const calls = new Map<string, EntrapmentCall>();
  const warnings = new Map<string, WearWarning>();
  const failures: string[] = [];
  let [readings, lastMs] = [0, 0];

  const drain = (): void => {
    for (const finding of out.findings) {
      if (finding.incidentKind === 'entrapment') noteCall(calls, finding);
      if (finding.warning) noteWarning(warnings, finding, finding.warning);
    }
    for (const { liftId, rule, error } of out.failures) failures.push(`${liftId} ${rule}: ${String(error)}`);
    out.findings.length = 0;
    out.failures.length = 0;
    out.touched.length = 0;
  };
  return {
    take(one: Received): void {
      if (one.type === 'readings') readings += one.readings.length;
      lastMs = one.receivedAtMs;
      take(partition, one, out);
      if (out.findings.length > 0 || out.failures.length > 0 || out.touched.length > 64) drain();
    },
    end(): Watched {
      tickUpTo(partition, lastMs + 60_000, out);
      drain();
      return { calls: [...calls.values()], warnings: [...warnings.values()], failures, readings };
    },
  };
};
