import type { MonthsTruth } from '@liftwatch/edge-simulator/months';
import { only, type Of } from './truth.ts';
import type { EntrapmentCall } from './watch.ts';

/** The line, the tick and the clock's correction each cost a moment; a verdict is not late within this. */
const GRACE_MS = 4_000;
/** A backlog is judged once it has settled. */
const SETTLES_MS = 12_000;
const SETTLING_MS = 300_000;
/** A call that begins a moment before the doors are known to stay shut belongs to the entrapment. */
const EARLY_MS = 2_000;

export type Fate = 'found' | 'late' | 'missed' | 'undetectable' | 'passed';

export interface JudgedEntrapment {
  readonly truth: Of<'entrapment'>;
  readonly fate: Fate;
  /** From the onset to the call, ms; undefined: none came. */
  readonly afterMs: number | undefined;
  readonly call: EntrapmentCall | undefined;
}
export interface FalseCall {
  readonly call: EntrapmentCall;
  /** The nuisance, visit, failure or lossy line it came with, or `ordinary service`. */
  readonly during: string;
}

export interface LiftScore {
  readonly entrapments: readonly JudgedEntrapment[];
  readonly falseCalls: readonly FalseCall[];
  readonly trueCalls: readonly EntrapmentCall[];
}

const judge = (
  e: Of<'entrapment'>,
  calls: readonly EntrapmentCall[],
  truth: readonly MonthsTruth[],
): JudgedEntrapment => {
  const call = calls.find((one) => one.untilMs >= e.onsetMs && one.fromMs <= e.endMs + GRACE_MS);
  const afterMs = call && Math.max(0, call.fromMs - e.onsetMs);
  if (e.dueMs === null) return { truth: e, fate: 'undetectable', afterMs, call };
  if (e.passed) return { truth: e, fate: 'passed', afterMs, call };
  let dueMs = e.dueMs;
  // Nothing could be heard: what is due then is due when the line is back and its backlog has settled.
  for (const n of only(truth, 'nuisance'))
    if (n.kind === 'network-outage' && n.fromMs <= dueMs && n.toMs >= e.onsetMs)
      dueMs = Math.max(dueMs, n.toMs + SETTLES_MS);
  if (dueMs >= e.endMs) return { truth: e, fate: 'passed', afterMs, call };
  const fate = call === undefined ? 'missed' : call.fromMs <= dueMs + GRACE_MS ? 'found' : 'late';
  return { truth: e, fate, afterMs, call };
};

const causeOf = (call: EntrapmentCall, truth: readonly MonthsTruth[]): string => {
  const near = (fromMs: number, toMs: number): boolean =>
    call.fromMs >= fromMs - EARLY_MS && call.fromMs <= toMs + SETTLING_MS;
  const nuisance = only(truth, 'nuisance').find((one) => near(one.fromMs, one.toMs));
  if (nuisance) return nuisance.kind;
  if (only(truth, 'visit').some((one) => near(one.fromMs, one.toMs))) return 'visit';
  const failed = only(truth, 'progressive').find(
    ({ failureMs, repairedMs }) => failureMs !== null && near(failureMs, repairedMs ?? Infinity),
  );
  if (failed) return `failed ${failed.kind}`;
  return only(truth, 'lift')[0]?.losesReadings === true ? 'lossy line' : 'ordinary service';
};

/** Whether each entrapment of one lift was found in its rule's time, and which calls had nobody behind them. */
export const scoreEntrapments = (truth: readonly MonthsTruth[], calls: readonly EntrapmentCall[]): LiftScore => {
  const real = only(truth, 'entrapment');
  const isReal = (call: EntrapmentCall): boolean =>
    real.some((e) => call.fromMs <= e.endMs + GRACE_MS && call.fromMs >= e.onsetMs - EARLY_MS);
  return {
    entrapments: real.map((e) => judge(e, calls, truth)),
    trueCalls: calls.filter(isReal),
    falseCalls: calls.filter((call) => !isReal(call)).map((call) => ({ call, during: causeOf(call, truth) })),
  };
};
