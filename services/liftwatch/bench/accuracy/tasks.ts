import { progressiveKinds, type Evaluation, type LifeSpec } from '@liftwatch/edge-simulator/months';
import type { Task } from './worker.ts';

/** Local midnight, Sunday 2026-03-01: spring, summer and a part of autumn. */
export const FROM_MS = Date.UTC(2026, 1, 28, 16);
const ENTRAPMENTS_PER_LIFT = 4;

export interface Size {
  readonly fleet: number;
  readonly months: number;
  readonly entrapments: number;
  readonly faultsPerKind: number;
  readonly seed: number;
}

/** Spread over the whole run, so that a run which is cut short has done its share of each. */
const spread = (specs: readonly LifeSpec[]): { readonly at: number; readonly spec: LifeSpec }[] =>
  specs.map((spec, i) => ({ at: (i + 0.5) / specs.length, spec }));

/** The lives to live through. */
export const tasksOf = (evaluation: Evaluation, size: Size): Task[] => {
  const { progressiveMonths: months } = evaluation.baseRates.enriched;
  const base = Array.from({ length: size.fleet }, (_, number): LifeSpec => ({
    life: 'base',
    number,
    months: size.months,
  }));
  const faults = Array.from({ length: size.faultsPerKind }, (_, n) =>
    progressiveKinds.map((kind, i): LifeSpec => ({ life: 'progressive', number: i * 1_000 + n, months, kind })),
  ).flat();
  const entrapped = Array.from(
    { length: Math.ceil(size.entrapments / ENTRAPMENTS_PER_LIFT) },
    (_, number): LifeSpec => ({
      life: 'entrapments',
      number,
      entrapments: ENTRAPMENTS_PER_LIFT,
    }),
  );
  return [...spread(base), ...spread(faults), ...spread(entrapped)]
    .toSorted((a, b) => a.at - b.at)
    .map(({ spec }) => ({ spec, seed: size.seed, fromMs: FROM_MS }));
};
