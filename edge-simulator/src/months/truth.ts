import type { EntrapmentKind, Impairment, NuisanceKind, ProgressiveKind, SensorFaultKind } from './evaluation.ts';

/**
 * What was really so, one line of a truth file (NDJSON; the format is in the package's README). Times are true time, ms since
 * the epoch. The lines of one lift are in the order in which they became complete.
 */
export type MonthsTruth =
  | {
      readonly truth: 'lift';
      readonly liftId: string;
      readonly fromMs: number;
      readonly toMs: number;
      /** The rates are those of life: counts towards rates per lift-month. */
      readonly atBaseRates: boolean;
      /** Nothing wears in it over the whole time. */
      readonly healthy: boolean;
    }
  | {
      readonly truth: 'entrapment';
      readonly liftId: string;
      readonly id: string;
      readonly kind: EntrapmentKind;
      readonly where: 'between-floors' | 'at-floor';
      readonly impairment: Impairment | 'none';
      readonly people: number;
      readonly onsetMs: number;
      /** People could leave. */
      readonly endMs: number;
      /** The latest time at which a row of the decision table speaks on the true signals; null: none can. */
      readonly dueMs: number | null;
      /** What the table goes by was over before it was due: the car moved, or its door opened. */
      readonly passed: boolean;
    }
  | {
      readonly truth: 'progressive';
      readonly liftId: string;
      readonly id: string;
      readonly kind: ProgressiveKind;
      readonly component: string;
      readonly floor: string | null;
      readonly onsetMs: number;
      /** It put the lift out of service; null: repaired before, or the time was over. */
      readonly failureMs: number | null;
      readonly repairedMs: number | null;
      /** A field that shows it is fitted. */
      readonly observable: boolean;
    }
  | {
      readonly truth: 'sensor-fault';
      readonly liftId: string;
      readonly kind: SensorFaultKind;
      readonly onsetMs: number;
    }
  | {
      readonly truth: 'nuisance';
      readonly liftId: string;
      readonly kind: NuisanceKind;
      readonly fromMs: number;
      readonly toMs: number;
    }
  | {
      readonly truth: 'visit';
      readonly liftId: string;
      readonly fromMs: number;
      readonly toMs: number;
      readonly registered: boolean;
    };
