import type { RuleCall } from '../../kernel/rule.ts';
import { signalBits as s } from '../../kernel/signals.ts';
import { codedRule, coreFault, newCodedMemory } from '../coded.ts';
import { occupancyOf } from '../occupancy.ts';

const derive = (c: RuleCall): void => {
  if (c.value('powerStatus') !== 'lost' || c.slot('41')) return;
  const onsetMs = c.since('powerStatus');
  c.holds('41', {
    code: '41',
    onsetMs,
    alarmAtMs: onsetMs + c.arg('confirmMs'),
    occupancy: occupancyOf(c),
    confidence: 0.9,
    tags: ['derived'],
  });
};

/** 41: the mains of the lift are lost. From codes, and from the power signal. */
export const powerLost = codedRule({
  ...coreFault('41'),
  name: 'power-lost',
  args: {
    confirmMs: {
      default: 1_000,
      unit: 'ms',
      min: 0,
      max: 60_000,
      source: 'liftwatch default: a dip is no failure; the code of the same loss may follow the signal [D]',
    },
  },
  inputs: s.powerStatus,
  evidenceSignals: ['powerStatus', 'carStatus', 'doorZone', 'floor', 'carDoorStatus', 'passengerPresent'],
  derivesFrom: s.powerStatus,
  initial: newCodedMemory,
  isOver: (c, slot) =>
    c.value('powerStatus') === 'normal' && (slot.revision === 0 || c.since('powerStatus') >= slot.onsetMs),
  derive,
  clearsWhen: { zh: '主电源恢复', en: 'the mains are back' },
});
