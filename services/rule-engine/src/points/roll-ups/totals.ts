import type { Finding } from '@liftwatch/schemas';
import type { TakenReading } from '../telemetry.ts';

/** What is added up over a window. Plain data; every member a count unless its name says a unit. */
export interface Totals {
  readings: number;
  lateReadings: number;
  trips: number;
  distanceM: number;
  doorCycles: number;
  reopens: number;
  lockBounces: number;
  events: number;
  faults: number;
  entrapments: number;
}

export const noTotals = (): Totals => ({
  readings: 0,
  lateReadings: 0,
  trips: 0,
  distanceM: 0,
  doorCycles: 0,
  reopens: 0,
  lockBounces: 0,
  events: 0,
  faults: 0,
  entrapments: 0,
});

export const addReading = (to: Totals, taken: TakenReading): void => {
  to.readings++;
  if (taken.late) to.lateReadings++;
  const { reading } = taken;
  if (reading.kind === 'trip') {
    to.trips++;
    to.distanceM += reading.body.distanceM ?? 0;
  } else if (reading.kind === 'door') {
    to.doorCycles++;
    to.reopens += reading.body.reopens ?? 0;
    to.lockBounces += reading.body.lockBounces ?? 0;
  } else if (reading.kind === 'event') to.events++;
};

/** Counts a finding once, when it first is an alarm; what was only suspected or history is not a fault. */
export const addAlarm = (to: Totals, finding: Finding): void => {
  to.faults++;
  if (finding.incidentKind === 'entrapment') to.entrapments++;
};

export const addTotals = (to: Totals, from: Totals): void => {
  for (const key of Object.keys(from) as (keyof Totals)[]) to[key] += from[key];
};

export const totalsFields = (of: Totals): string =>
  `readings=${of.readings}i,late_readings=${of.lateReadings}i,trips=${of.trips}i,distance_m=${of.distanceM}` +
  `,door_cycles=${of.doorCycles}i,reopens=${of.reopens}i,lock_bounces=${of.lockBounces}i,events=${of.events}i` +
  `,faults=${of.faults}i,entrapments=${of.entrapments}i`;
