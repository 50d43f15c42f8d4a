import type { RuleCall } from '../../kernel/rule.ts';
import { signalBits as s } from '../../kernel/signals.ts';
import { codedRule, newCodedMemory } from '../coded.ts';

const MODE_OF_CODE: Readonly<Record<string, string>> = {
  '42': 'out-of-service',
  '43': 'inspection',
  '44': 'fire-return',
  '45': 'firefighter',
  '46': 'emergency-power',
  '47': 'earthquake',
};
const CODES = Object.keys(MODE_OF_CODE);
const codeOfMode = new Map(CODES.map((code) => [MODE_OF_CODE[code] as string, code]));

/** At most one mode at a time; it is an event to be seen, not a fault. */
const derive = (c: RuleCall): void => {
  const code = codeOfMode.get(String(c.value('serviceMode')));
  if (code === undefined || c.slot(code)) return;
  const onsetMs = c.since('serviceMode');
  c.holds(code, { code, onsetMs, alarmAtMs: onsetMs + c.arg('confirmMs'), tags: ['derived'] });
};

/** 42-47: the lift has left automatic operation. Shown (P4), never sent. From codes, and from the mode signal. */
export const serviceMode = codedRule({
  name: 'service-mode',
  version: '1',
  codes: CODES,
  args: {
    confirmMs: {
      default: 1_000,
      unit: 'ms',
      min: 0,
      max: 60_000,
      source: 'liftwatch default: the code of the same change may follow the signal [D]',
    },
  },
  inputs: s.serviceMode,
  evidenceSignals: ['serviceMode'],
  derivesFrom: s.serviceMode,
  initial: newCodedMemory,
  takes: (code) => MODE_OF_CODE[code] !== undefined,
  endedBy: (clearing) => clearing === '40',
  isOver: (c, slot) =>
    c.value('serviceMode') !== undefined &&
    c.value('serviceMode') !== MODE_OF_CODE[slot.code] &&
    (slot.revision === 0 || c.since('serviceMode') >= slot.onsetMs)
      ? 'mode'
      : undefined,
  derive,
  clearsWhen: { zh: '恢复自动运行或进入其他模式', en: 'the lift is back in automatic operation or in another mode' },
});
