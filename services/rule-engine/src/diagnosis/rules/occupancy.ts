import type { CodeEvent } from '@liftwatch/schemas';
import { dialectFor } from '../intake/meaning.ts';
import type { Slot } from '../kernel/lift-state.ts';
import type { RuleCall } from '../kernel/rule.ts';
import { readCar } from './entrapment/car.ts';
import type { Memory } from './entrapment/memory.ts';
import { peopleIn, wasEmpty } from './entrapment/people.ts';

/** Nobody can be shut in on it: what is open at both ends has no occupancy. */
export const isEscalator = (c: RuleCall): boolean => c.lift.facts?.equipment === 'escalator';

/**
 * Who is in the car, as the entrapment rule knows it; it is told of every change first. While a person's word that nobody is
 * stuck stands against what the sensors still say, it is taken: what was rejected does not come back as another fault's people.
 */
export const occupancyOf = (c: RuleCall): 'occupied' | 'empty' | 'unknown' => {
  if (isEscalator(c)) return 'empty';
  const entrapment = c.lift.rules['entrapment'];
  const memory = entrapment?.data as Memory | undefined;
  if (!memory) return 'unknown';
  if (entrapment?.slots.some((slot) => slot.stage === 'muted' && slot.ending === 'rejected') === true) return 'empty';
  const people = peopleIn(memory, readCar(c, memory));
  return people === 'perhaps' ? 'empty' : people;
};

/** The same of a lift whose signals have all gone: who was not there before the lights went out is not there after. */
export const occupancyBeforeDark = (c: RuleCall): 'occupied' | 'empty' | 'unknown' => {
  const memory = c.lift.rules['entrapment']?.data as Memory | undefined;
  const now = occupancyOf(c);
  return memory && now === 'unknown' && wasEmpty(memory) ? 'empty' : now;
};

/** Inspection mode or a signed-in technician: movement and stops are somebody's work. */
export const isAttended = (c: RuleCall): boolean =>
  c.value('serviceMode') === 'inspection' || c.lift.jobs.some((job) => job.technicianIn);

export const hasOpenEntrapment = (c: RuleCall): boolean =>
  c.lift.rules['entrapment']?.slots.some((slot) => slot.stage === 'alarm') ?? false;

/** What the terminal sent, as it sent it, for the finding that comes of it. */
export const rawOf = (c: RuleCall, body: CodeEvent): NonNullable<Slot['raw']> => ({
  dialect: dialectFor(c.lift, body),
  code: body.code,
  ...(body.eventId !== undefined && { eventId: body.eventId }),
});

const OF_THE_LIFT = ['carStatus', 'doorZone', 'carDoorStatus'] as const;

/** The terminal lives on its battery, and every signal that it gave of the lift is gone: the lift has no power. */
export const isDark = (c: RuleCall, onBattery: boolean): boolean => {
  if (!onBattery) return false;
  let told = 0;
  for (const name of OF_THE_LIFT) {
    if (c.isTold(name)) told++;
    if (c.value(name) !== undefined) return false;
  }
  return told > 0;
};

/** The car door stands or is locked; undefined: not known. */
export const isDoorClosed = (c: RuleCall): boolean | undefined => {
  const door = c.value('carDoorStatus');
  return door === undefined ? undefined : door === 'closed' || door === 'safety-locked';
};
