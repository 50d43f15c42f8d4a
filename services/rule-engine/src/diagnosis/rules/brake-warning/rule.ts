import type { Bilingual } from '@liftwatch/schemas';
import { defineRule, type RuleCall } from '../../kernel/rule.ts';
import { changeBits, signalBits as s } from '../../kernel/signals.ts';
import { occupancyOf } from '../occupancy.ts';

const WORDS: Readonly<Record<string, Bilingual>> = {
  margin: {
    zh: '制动力自监测余量不足，请停止使用并检查制动器',
    en: 'Brake self-test margin too small: stop using the lift and check its brake',
  },
  switch: {
    zh: '制动器动作与指令不符，请停止使用并检查制动器',
    en: 'Brake switch contradicts its command: stop using the lift and check its brake',
  },
};

const stopUsing = (c: RuleCall, key: 'margin' | 'switch', evidence: Bilingual): void => {
  // After a person's word a new sign is a new finding.
  if (c.slot(key)?.stage === 'muted') c.ends(key);
  if (c.slot(key)) return;
  c.holds(key, {
    code: 'X14',
    onsetMs: c.nowMs,
    alarmAtMs: c.nowMs,
    priority: 'P1',
    occupancy: occupancyOf(c),
    tags: ['stop-using', key],
    confidence: 0.9,
    evidence: c.evidence(evidence),
  });
};

const judgeMargin = (c: RuleCall): void => {
  const margin = c.value('brakeTestPercent');
  if (typeof margin !== 'number') return;
  if (margin >= c.arg('marginPercent')) return c.ends('margin', 'value');
  stopUsing(c, 'margin', { zh: `自监测余量 ${margin}%`, en: `self-test margin ${margin} %` });
};

const judgeSwitch = (c: RuleCall): void => {
  const count = c.reading?.kind === 'trip' ? (c.reading.body.brakeSwitchMismatches ?? 0) : 0;
  if (count < c.arg('mismatches')) return;
  stopUsing(c, 'switch', { zh: `本次运行 ${count} 次不符`, en: `${count} in one run` });
};

/**
 * X14: the brake's self-test holds too little, or its switch contradicts the command: P1, stop using. Never held back,
 * also not while people work at the lift. Slow drift of its delays is early warning, not this.
 */
export const brakeWarning = defineRule<Record<string, never>>({
  name: 'brake-warning',
  version: '1',
  codes: ['X14'],
  args: {
    marginPercent: {
      default: 125,
      unit: '%',
      min: 100,
      max: 300,
      source:
        'field reference 4.2: act below 1.25 times; brake test with 125 % load, TSG T5002 A-4-4 [S] for the item, [D]',
    },
    mismatches: { default: 1, unit: '1', min: 1, max: 10, source: 'field reference section 9: a switch mismatch [D]' },
  },
  delays: { damped: false },
  inputs: s.brakeTestPercent | changeBits.trip,
  evidenceSignals: ['brakeTestPercent', 'driveStatus', 'carStatus', 'floor'],
  safety: true,
  initial: () => ({}),
  judge(c) {
    if (c.changed & s.brakeTestPercent) judgeMargin(c);
    if (c.changed & changeBits.trip) judgeSwitch(c);
  },
  explain: (slot) => ({
    summary: WORDS[slot.key] ?? { zh: '制动器预警', en: 'Brake warning' },
    clearsWhen:
      slot.key === 'margin'
        ? { zh: '自监测余量恢复', en: 'a self-test holds enough again, or an operator says so after a check' }
        : { zh: '检查后由操作员确认', en: 'an operator says so after a check' },
  }),
});
