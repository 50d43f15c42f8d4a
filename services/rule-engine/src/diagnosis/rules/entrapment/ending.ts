import type { Slot } from '../../kernel/lift-state.ts';
import type { RuleCall } from '../../kernel/rule.ts';
import type { Car } from './car.ts';
import { KEY, type Memory } from './memory.ts';

/** It ended from the lift's side, with nobody at work there. */
export const SELF_RELEASED = 'self-released';

/** Why people were stuck, as far as the lift itself shows it; what it was is for the crew to say. */
const causeOf = (slot: Slot, m: Memory): readonly string[] => {
  if (m.wasDark) return ['cause-power'];
  if (slot.row === '4') return ['cause-door'];
  return slot.code === 'X02' && slot.row !== '10' && slot.row !== '11' ? ['cause-levelling'] : [];
};

/** It is over, and by what it was seen: an open door, a run, a lift that is heard from again. */
export const finish = (c: RuleCall, m: Memory, car: Car, tags: readonly string[]): void => {
  const slot = c.slot(KEY);
  if (!slot) return;
  const heard = slot.row === '10' && m.silentFromMs === 0 ? 'heard' : 'self';
  const how = m.openNow ? 'door' : car.moves === true && heard === 'self' ? 'moved' : heard;
  if (slot.stage === 'alarm') m.endedMs = c.nowMs;
  m.callBackMs = 0;
  m.vulnerable = [];
  c.ends(KEY, how, tags.includes(SELF_RELEASED) ? [...tags, ...causeOf(slot, m)] : tags);
};

/** Nobody is seen any more: worth a check, but person sensors lose people, so it stays open. */
export const check = (c: RuleCall): void => {
  const slot = c.slot(KEY);
  if (slot?.stage === 'alarm' && !slot.tags.includes('check')) c.update(KEY, { tags: ['check'] });
};
