import { tagValue } from '../line.ts';
import { addTotals, noTotals, totalsFields, type Totals } from './totals.ts';

export type Condition = 'normal' | 'fault' | 'unknown';

/** One day of one lift: what it did and how long it was in which condition. Plain data, kept with the lift. */
export interface Day {
  readonly startMs: number;
  readonly totals: Totals;
  readonly spentMs: Record<Condition, number>;
}

/** Today and yesterday of one lift, and what is known of it now. */
export interface LiftDays {
  days: Day[];
  condition: Condition;
  sinceMs: number;
}

const DAY_MS = 86_400_000;
/** Asia/Shanghai is UTC+8 all year since 1992; the days of the roll-ups begin at its midnight. */
const SHANGHAI_MS = 8 * 3_600_000;

export const dayStartMs = (atMs: number): number => Math.floor((atMs + SHANGHAI_MS) / DAY_MS) * DAY_MS - SHANGHAI_MS;

export const newLiftDays = (atMs: number): LiftDays => ({ days: [], condition: 'unknown', sinceMs: atMs });

const newDay = (startMs: number): Day => ({
  startMs,
  totals: noTotals(),
  spentMs: { normal: 0, fault: 0, unknown: 0 },
});

/** The lift's day of a time; undefined when it is older than yesterday. Makes today, and drops what is older. */
export const dayOf = (lift: LiftDays, atMs: number): Day | undefined => {
  const last = lift.days.at(-1);
  if (last && atMs >= last.startMs && atMs < last.startMs + DAY_MS) return last;
  const startMs = dayStartMs(atMs);
  const kept = lift.days.find((day) => day.startMs === startMs);
  if (kept) return kept;
  const newest = lift.days.at(-1)?.startMs ?? startMs;
  if (startMs < newest - DAY_MS) return undefined;
  const day = newDay(startMs);
  const today = Math.max(newest, startMs);
  lift.days = [...lift.days, day].filter((one) => one.startMs >= today - DAY_MS).sort((a, b) => a.startMs - b.startMs);
  return day;
};

/** Books the time since the last change of condition, split at midnights. */
export const spend = (lift: LiftDays, untilMs: number): void => {
  while (lift.sinceMs < untilMs) {
    const endMs = Math.min(untilMs, dayStartMs(lift.sinceMs) + DAY_MS);
    const day = dayOf(lift, lift.sinceMs);
    if (day) day.spentMs[lift.condition] += endMs - lift.sinceMs;
    lift.sinceMs = endMs;
  }
};

const spentFields = (spentMs: Day['spentMs']): string =>
  `,normal_s=${spentMs.normal / 1_000},fault_s=${spentMs.fault / 1_000},unknown_s=${spentMs.unknown / 1_000}`;

export const liftDayLine = (liftId: string, day: Day): string =>
  `lift_1d,lift_id=${tagValue(liftId)} ${totalsFields(day.totals)}${spentFields(day.spentMs)} ${day.startMs}000000`;

/** The days of a firm's lifts added up. */
export const firmDayLine = (
  at: { readonly firmId: string; readonly partition: number; readonly startMs: number },
  days: readonly Day[],
): string => {
  const sum = newDay(at.startMs);
  for (const day of days) {
    addTotals(sum.totals, day.totals);
    for (const key of Object.keys(sum.spentMs) as Condition[]) sum.spentMs[key] += day.spentMs[key];
  }
  return `firm_1d,firm_id=${tagValue(at.firmId)},partition=${at.partition} ${totalsFields(sum.totals)}${spentFields(sum.spentMs)},lifts=${days.length}i ${at.startMs}000000`;
};
