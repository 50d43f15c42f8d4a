import type { RuleCall } from '../kernel/rule.ts';
import { readCar } from './entrapment/car.ts';
import type { Memory } from './entrapment/memory.ts';
import { peopleIn } from './entrapment/people.ts';

/** Who is in the car, as the entrapment rule knows it; it is told of every change first. */
export const occupancyOf = (c: RuleCall): 'occupied' | 'empty' | 'unknown' => {
  const memory = c.lift.rules['entrapment']?.data as Memory | undefined;
  if (!memory) return 'unknown';
  const people = peopleIn(memory, readCar(c, memory));
  return people === 'perhaps' ? 'empty' : people;
};

/** Inspection mode or a signed-in technician: movement and stops are somebody's work. */
export const isAttended = (c: RuleCall): boolean =>
  c.value('serviceMode') === 'inspection' || c.lift.jobs.some((job) => job.technicianIn);

export const hasOpenEntrapment = (c: RuleCall): boolean =>
  c.lift.rules['entrapment']?.slots.some((slot) => slot.stage === 'alarm') ?? false;
