import type { RuleCall } from '../../kernel/rule.ts';
import { KEY, type Memory } from './memory.ts';

/** The mechanic did not answer: from a call-back it becomes an alarm like any other. */
export const chaseCallBack = (c: RuleCall, m: Memory): void => {
  if (m.callBackMs === 0) return;
  const slot = c.slot(KEY);
  // Pressed in a car that moves: what becomes of it is known when the car stands.
  const pending = m.pressedMs > 0 && (slot === undefined || slot.revision === 0);
  if (pending && c.nowMs < m.callBackMs) return c.wakeAt(m.callBackMs);
  const answered = slot !== undefined && (slot.confirmation !== 'none' || slot.tags.includes('call-answered'));
  if (answered || !slot || slot.stage === 'muted') m.callBackMs = 0;
  else if (c.nowMs >= m.callBackMs) {
    m.callBackMs = 0;
    c.update(KEY, { priority: 'P1', tags: ['unanswered'] });
  } else c.wakeAt(m.callBackMs);
};
