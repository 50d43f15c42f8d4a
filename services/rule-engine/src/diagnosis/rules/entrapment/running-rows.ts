import { NEVER } from '../../kernel/lift-state.ts';
import type { RuleCall } from '../../kernel/rule.ts';
import { isEscalator } from '../occupancy.ts';
import { stoppedSince, type Car } from './car.ts';
import { KEY, type Memory } from './memory.ts';
import type { People } from './people.ts';
import { row10, row3and6, row4and6, row5, type Running } from './rows.ts';

/** Somebody who is paid to be there: in inspection mode, or a technician signed in at a job. */
export const isAttended = (c: RuleCall, car: Car): boolean =>
  car.mode === 'inspection' || c.lift.jobs.some((job) => job.technicianIn);

const instants = (c: RuleCall, m: Memory, car: Car): Running[] => {
  const found: Running[] = [];
  if (m.instant) {
    const { row, atMs } = m.instant;
    const ground = row === '11' ? 'reported' : 'pressed';
    found.push({ row, ground, onsetMs: atMs, suspectAtMs: NEVER, alarmAtMs: atMs });
  }
  if (m.pressedMs > 0 && car.moves === false) {
    const alarmAtMs = Math.max(stoppedSince(c, m), m.pressedMs + c.arg('pressStopS') * 1_000);
    found.push({ row: '2', ground: 'pressed-moving', onsetMs: m.pressedMs, suspectAtMs: NEVER, alarmAtMs });
  }
  return found;
};

/** Every row that runs; rows 3-6 and 10 start no new entrapment while people work at the lift. */
export const runningRows = (c: RuleCall, m: Memory, car: Car, people: People): Running[] => {
  const found = instants(c, m, car);
  const slot = c.slot(KEY);
  const reported = slot !== undefined && slot.revision > 0;
  if (m.attended && !isAttended(c, car)) m.allowedMs = c.nowMs;
  const states = [
    row3and6(c, m, car, people),
    row4and6(c, m, car, people),
    row5(c, m, car, people),
    row10(c, m, car, people),
  ];
  if (isEscalator(c)) return found;
  if (isAttended(c, car) && !reported) {
    m.attended = true;
    return found;
  }
  m.attended = false;
  for (const row of states) if (row) found.push(row);
  return found;
};
