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

/** The lives to live through: the long ones first, so that the threads end together. */
export const tasksOf = (evaluation: Evaluation, size: Size): Task[] => {
  const { progressiveMonths } = evaluation.baseRates.enriched;
  const specs: LifeSpec[] = [
    ...Array.from({ length: size.fleet }, (_, number): LifeSpec => ({ life: 'base', number, months: size.months })),
    ...progressiveKinds.flatMap((kind, i) =>
      Array.from({ length: size.faultsPerKind }, (_, n): LifeSpec => ({
        life: 'progressive',
        number: i * 1_000 + n,
        months: progressiveMonths,
        kind,
      })),
    ),
    ...Array.from({ length: Math.ceil(size.entrapments / ENTRAPMENTS_PER_LIFT) }, (_, number): LifeSpec => ({
      life: 'entrapments',
      number,
      entrapments: ENTRAPMENTS_PER_LIFT,
    })),
  ];
  return specs.map((spec) => ({ spec, seed: size.seed, fromMs: FROM_MS }));
};
