import type { LiftFacts } from '@liftwatch/schemas';
import type { ProgressiveKind } from '../evaluation.ts';
import { loadEvaluation } from '../evaluation.ts';
import { planOf } from '../life.ts';
import type { MonthsPlan } from '../plan.ts';

/** A mock lift that comes with weeks behind it, in which one of its parts wears. */
export interface WornLift {
  readonly liftId: string;
  readonly terminalId: string;
  readonly name: string;
  readonly siteId: string;
  readonly districtId: string;
  readonly firmId: string;
  readonly kind: ProgressiveKind;
  /** Which of the lives that can be drawn: its plan, its people, the course of its fault. */
  readonly number: number;
}

export const WORN_SEED = 7;
/** The whole life; the fault fails in its second half. */
export const LIFE_MONTHS = 3;

const wornLift = (place: number, of: Pick<WornLift, 'kind' | 'number'>): WornLift => ({
  liftId: `arcade-0${place}`,
  terminalId: `T-arcade-0${place}`,
  name: `arcade ${place}#`,
  siteId: 'arcade',
  districtId: 'district-2',
  firmId: 'firm-1',
  ...of,
});

/**
 * Out of the lives that can be drawn, chosen for the demonstration: after `HISTORY_DAYS` their faults are under way, seen, and
 * none has failed, whatever the day of the week. How often that is so of lives nobody chose is in docs/accuracy.md.
 */
export const wornLifts: readonly WornLift[] = [
  wornLift(1, { kind: 'door-operator-wear', number: 142 }),
  wornLift(2, { kind: 'lock-contact-wear', number: 38 }),
  wornLift(3, { kind: 'levelling-drift', number: 91 }),
];

/** The life of a worn lift as the evaluation fleet draws it. */
export const lifeOf = ({ kind, number }: Pick<WornLift, 'kind' | 'number'>) =>
  ({ life: 'progressive', number, months: LIFE_MONTHS, kind }) as const;

const factsFrom = (lift: WornLift, plan: MonthsPlan, atMs: number): LiftFacts => ({
  type: 'lift-facts',
  id: `facts-${lift.liftId}`,
  at: atMs,
  liftId: lift.liftId,
  name: lift.name,
  equipment: 'lift',
  siteId: lift.siteId,
  districtId: lift.districtId,
  firmId: lift.firmId,
  dialect: 'core',
  ratedSpeedMps: plan.limits.speedMps,
  floors: [...plan.shaft.floorNames],
  travelM: Math.round(plan.shaft.travelM * 100) / 100,
  expectedIntervalS: plan.heartbeatMs / 1_000,
});

/** What a registry would know of the worn lifts at `atMs`, without living them through. */
export const wornFacts = (atMs: number): readonly LiftFacts[] => {
  const evaluation = loadEvaluation();
  return wornLifts.map((lift) => factsFrom(lift, planOf(lifeOf(lift), { evaluation, seed: WORN_SEED }).plan, atMs));
};
