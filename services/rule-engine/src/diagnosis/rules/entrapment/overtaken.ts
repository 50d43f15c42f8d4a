import type { RuleCall } from '../../kernel/rule.ts';
import { stoppedSince, type Car } from './car.ts';
import type { Memory } from './memory.ts';

/** The reading is from before the press and after the last that tells of a run, and says that the car stands: it was overtaken. */
const saysStood = (c: RuleCall, m: Memory): boolean =>
  c.reading?.kind === 'state' &&
  c.reading.body.carStatus === 'stopped' &&
  c.nowMs <= m.pressedMs &&
  c.nowMs > m.runningToldMs;

/** Readings may overtake each other: the stop that is told after a press was before it, and it was pressed in a car that stood. */
export const pressedStanding = (c: RuleCall, m: Memory, car: Car): void => {
  if (m.pressedMs === 0 || car.moves !== false || m.openNow) return;
  const stoodMs = stoppedSince(c, m);
  if ((stoodMs === 0 || stoodMs > m.pressedMs) && !saysStood(c, m)) return;
  const raw = m.pressedRaw;
  m.instant ??= { row: '2', atMs: m.pressedMs, late: c.late, ...(raw && { raw }) };
  m.pressedMs = 0;
  m.pressedRaw = undefined;
};

/** What overtakes a press by longer than this does not come, ms. */
const OVERTAKEN_MS = 10_000;

/** The closing of the door was overtaken by the press: it was no press of somebody who could walk out. */
export const pressedShutIn = (c: RuleCall, m: Memory): void => {
  if (m.openPress === undefined) return;
  const { atMs, openSinceMs, raw } = m.openPress;
  if (c.nowMs > atMs + OVERTAKEN_MS) m.openPress = undefined;
  if (c.reading?.kind !== 'state' || c.nowMs > atMs || c.nowMs <= openSinceMs) return;
  const { carDoorStatus } = c.reading.body;
  if (carDoorStatus !== 'closed' && carDoorStatus !== 'safety-locked') return;
  m.pressedMs = atMs;
  m.pressedRaw = raw;
  m.openPress = undefined;
};
