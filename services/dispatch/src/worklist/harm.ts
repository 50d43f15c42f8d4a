import type { ExpectedHarm, Warning, WarningComponent } from '@liftwatch/schemas';

/**
 * Severity of the fault that a worn component leads to, in the points of the health index (field reference 6.3: P0 40,
 * P1 15, P2 6, P3 1). Which component leads to which is ours [D]: worn doors, locks, ropes trap people; brakes and the
 * protection against unintended movement endanger life; drive, levelling and control stop the lift; ride annoys.
 */
const SEVERITY: Readonly<Record<WarningComponent, number>> = {
  movement: 40,
  brake: 40,
  lock: 15,
  door: 15,
  rope: 15,
  drive: 6,
  levelling: 6,
  control: 6,
  ride: 1,
};

/** Between two routine visits: half-monthly maintenance, TSG T5002-2017 [S]. */
export const ROUTINE_VISIT_H = 15 * 24;
const SHORTEST_H = 24;

/** Probability that the limit is reached before the next routine visit, half of cases at the horizon's middle. */
const urgencyOf = (horizon: Warning['horizon']): number =>
  // Not known is as if the middle were the next visit.
  horizon === null ? 0.5 : 1 - 2 ** (-ROUTINE_VISIT_H / Math.max(SHORTEST_H, horizon.midH));

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

/**
 * Expected harm that a visit now avoids: severity x risk x precision x urgency, in points. Ranks warnings within one
 * firm; says nothing across firms. Source: ours [D].
 */
export const expectedHarmOf = (warning: Warning, precision: number): ExpectedHarm => {
  const severity = SEVERITY[warning.component];
  const urgency = urgencyOf(warning.horizon);
  return {
    severity,
    risk: warning.risk,
    precision: rounded(precision),
    urgency: rounded(urgency),
    points: rounded(severity * warning.risk * precision * urgency),
  };
};
