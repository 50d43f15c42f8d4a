import { mixedShare, type Figure } from './intervals.ts';
import type { EntrapmentCall } from './watch.ts';
import type { LiftScore } from './score-entrapments.ts';

/** How often what a call says was so, at the rates of life. */
export interface ReliabilityRow {
  readonly says: string;
  /** Mean of the confidence that was stated, of the calls that come in life. */
  readonly stated: number;
  readonly true: Figure;
}

/** The calls of a run, told apart by whether somebody was shut in. */
export interface CallCounts {
  /** False calls at the rates of life, and the lift-months in which they came. */
  readonly falseCalls: readonly EntrapmentCall[];
  readonly months: number;
  /** The first call of each entrapment that no broken sensor or line impaired; of so many such entrapments. */
  readonly trueCalls: readonly EntrapmentCall[];
  readonly entrapments: number;
  /** Entrapments in a lift-month, in life. */
  readonly ratePerMonth: number;
}

/** The calls of a run for the tables below. `base` and `all` are scores of lifts; `base` those that live at the rates of life. */
export const countCalls = (
  base: readonly LiftScore[],
  all: readonly LiftScore[],
  o: { readonly months: number; readonly ratePerMonth: number },
): CallCounts => {
  const unimpaired = all.flatMap(({ entrapments }) => entrapments.filter(({ truth }) => truth.impairment === 'none'));
  return {
    ...o,
    falseCalls: base.flatMap(({ falseCalls }) => falseCalls.map(({ call }) => call)),
    trueCalls: unimpaired.flatMap(({ call }) => call ?? []),
    entrapments: unimpaired.length,
  };
};

const sumOf = (calls: readonly EntrapmentCall[]): number => calls.reduce((sum, { confidence }) => sum + confidence, 0);

/**
 * Share of the calls of a group that are right in life: entrapments are rare there, so that their part is taken from all that were
 * lived through, weighted down to the rate of life; false calls are counted where the rates are those of life.
 */
const rowOf = (says: string, c: CallCounts, of: (call: EntrapmentCall) => boolean): ReliabilityRow | undefined => {
  const falseCalls = c.falseCalls.filter(of);
  const trueCalls = c.trueCalls.filter(of);
  if (falseCalls.length + trueCalls.length === 0) return undefined;
  const weight = (c.ratePerMonth * c.months) / Math.max(1, c.entrapments);
  const expected = weight * trueCalls.length;
  const all = expected + falseCalls.length;
  const stated = weight * sumOf(trueCalls) + sumOf(falseCalls);
  return {
    says,
    stated: stated / all,
    true: mixedShare({ hits: trueCalls.length, of: c.entrapments, weight, misses: falseCalls.length }),
  };
};

/** What a call says of itself: its words, and whether the people are known. */
const saying = (call: EntrapmentCall): string => call.summary;

export const bySaying = (c: CallCounts): ReliabilityRow[] =>
  [...new Set([...c.trueCalls, ...c.falseCalls].map(saying))]
    .toSorted()
    .flatMap((says) => rowOf(says, c, (call) => saying(call) === says) ?? []);

const BINS = [0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.01];

export const byConfidence = (c: CallCounts): ReliabilityRow[] =>
  BINS.slice(0, -1).flatMap((low, i) => {
    const high = BINS[i + 1] ?? 1;
    const name = `${low}-${Math.min(1, high)}`;
    return rowOf(name, c, ({ confidence }) => confidence >= low && confidence < high) ?? [];
  });
