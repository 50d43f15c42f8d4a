import type { RuleCall } from '../../kernel/rule.ts';
import { changeBits, signalBits as s } from '../../kernel/signals.ts';
import { codedRule, coreFault, isOpen, newCodedMemory } from '../coded.ts';
import { hasOpenEntrapment, isAttended, occupancyOf } from '../occupancy.ts';

/** From the state itself, where no code says so and no entrapment does. */
const derive = (c: RuleCall): void => {
  const stands = c.value('carStatus') === 'stopped' && c.value('doorZone') === false;
  if (!stands) return;
  const known = c.slot('04');
  if (isAttended(c) || hasOpenEntrapment(c)) {
    if (known?.revision === 0 && !known.raw) c.ends('04');
    return;
  }
  if (isOpen(known) || known?.raw) return;
  const onsetMs = Math.max(c.since('carStatus'), c.since('doorZone'));
  const alarmAtMs = onsetMs + c.arg('offLevelS') * 1_000;
  // An entrapment may have been raised by its own timer meanwhile: looked at again just before.
  if (c.nowMs < alarmAtMs - 1) c.wakeAt(alarmAtMs - 1);
  c.holds('04', {
    code: '04',
    onsetMs,
    alarmAtMs,
    occupancy: occupancyOf(c),
    confidence: 0.8,
    tags: ['derived'],
  });
};

/** 04: the car stands outside the unlocking zone. From codes, and from the state. */
export const stopOffLevel = codedRule({
  ...coreFault('04'),
  name: 'stop-off-level',
  version: '2',
  inputs: s.serviceMode,
  args: { offLevelS: { default: 45, unit: 's', min: 5, max: 600, source: 'deployed terminal firmware 45-60 s [S]' } },
  derivesFrom: s.carStatus | s.doorZone | s.serviceMode | changeBits.context,
  initial: newCodedMemory,
  endedByRun: () => true,
  isOver(c, slot) {
    const since = (signal: 'carStatus' | 'doorZone') => slot.revision === 0 || c.since(signal) >= slot.onsetMs;
    if (c.value('carStatus') === 'running' && since('carStatus')) return 'moved';
    return c.value('doorZone') === true && since('doorZone') ? 'value' : undefined;
  },
  derive,
});
