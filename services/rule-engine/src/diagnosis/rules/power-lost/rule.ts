import type { RuleCall } from '../../kernel/rule.ts';
import { changeBits, signalBits as s } from '../../kernel/signals.ts';
import { codedRule, coreFault, NO_CODES, type CodedMemory } from '../coded.ts';
import { isDark, occupancyBeforeDark, occupancyOf } from '../occupancy.ts';

interface Memory extends CodedMemory {
  /** The terminal says that it lives on its battery. */
  onBattery: boolean;
}

const derive = (c: RuleCall, m: Memory): void => {
  if (c.reading?.kind === 'terminal' && c.reading.body.powerSource !== undefined)
    m.onBattery = c.reading.body.powerSource === 'battery';
  const dark = isDark(c, m.onBattery);
  const known = c.slot('41');
  if (known?.tags.includes('on-battery') && !dark) return c.ends('41', 'value');
  const lost = c.value('powerStatus') === 'lost';
  if ((!lost && !dark) || known) return;
  const onsetMs = lost ? c.since('powerStatus') : c.nowMs;
  c.holds('41', {
    code: '41',
    onsetMs,
    alarmAtMs: onsetMs + c.arg('confirmMs'),
    occupancy: lost ? occupancyOf(c) : occupancyBeforeDark(c),
    confidence: 0.9,
    tags: lost ? ['derived'] : ['derived', 'on-battery'],
  });
};

/** 41: the mains of the lift are lost. From codes, from the power signal, and from a terminal left alone on its battery. */
export const powerLost = codedRule<Memory>({
  ...coreFault('41'),
  name: 'power-lost',
  version: '3',
  args: {
    confirmMs: {
      default: 1_000,
      unit: 'ms',
      min: 0,
      max: 60_000,
      source: 'liftwatch default: a dip is no failure; the code of the same loss may follow the signal [D]',
    },
  },
  inputs: s.powerStatus | changeBits.terminal,
  evidenceSignals: ['powerStatus', 'carStatus', 'doorZone', 'floor', 'carDoorStatus', 'passengerPresent'],
  derivesFrom: s.powerStatus | s.carStatus | s.doorZone | s.carDoorStatus | changeBits.terminal,
  initial: () => ({ endedEarly: NO_CODES, endAtOnce: NO_CODES, ran: NO_CODES, onBattery: false }),
  isOver: (c, slot) =>
    c.value('powerStatus') === 'normal' && (slot.revision === 0 || c.since('powerStatus') >= slot.onsetMs)
      ? 'value'
      : undefined,
  derive,
  clearsWhen: { zh: '主电源恢复', en: 'the mains are back' },
});
