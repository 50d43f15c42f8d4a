import { catalogueEntry } from '@liftwatch/schemas';
import { defineRule, type RuleCall } from '../../kernel/rule.ts';
import type { Slot } from '../../kernel/lift-state.ts';
import { changeBits } from '../../kernel/signals.ts';

const LOOK_AGAIN_MS = 600_000;
const MOST = 8;

/** The finding of `rule|key` that came and went too often, while it is still held open for that. */
const unstableSlot = (c: RuleCall, key: string): Slot | undefined => {
  const at = key.indexOf('|');
  const slots = c.lift.rules[key.slice(0, at)]?.slots ?? [];
  return slots.find((slot) => slot.key === key.slice(at + 1) && slot.tags.includes('unstable'));
};

const raise = (c: RuleCall): void => {
  for (const key of c.lift.unstable ?? []) {
    const slot = unstableSlot(c, key);
    if (!slot || c.slot(key) || c.slots().length >= MOST) continue;
    c.holds(key, { code: 'X21', onsetMs: c.nowMs, alarmAtMs: c.nowMs, tags: [slot.code] });
  }
};

/** X21: a finding comes and goes: one of the signals behind it flaps, or its contact is loose. A ticket for the device. */
export const signalUnstable = defineRule<Record<string, never>>({
  name: 'signal-unstable',
  version: '1',
  codes: ['X21'],
  args: {},
  delays: { damped: false },
  inputs: changeBits.unstable | changeBits.timer,
  evidenceSignals: [],
  safety: false,
  initial: () => ({}),
  judge(c) {
    if (c.changed & changeBits.unstable) raise(c);
    else for (const slot of [...c.slots()]) if (!unstableSlot(c, slot.key)) c.ends(slot.key, 'quiet');
    if (c.slots().length > 0) c.wakeAt(c.nowMs + LOOK_AGAIN_MS);
  },
  explain: (slot) => {
    const entry = catalogueEntry(slot.tags[0] ?? '');
    const what = { zh: entry?.zh ?? slot.tags[0] ?? '', en: entry?.en ?? slot.tags[0] ?? '' };
    return {
      summary: {
        zh: `${what.zh}反复出现又消失，请检查其信号与接线`,
        en: `"${what.en}" comes and goes: check its signal and wiring`,
      },
      clearsWhen: { zh: '十分钟内不再反复', en: 'it has been quiet for 10 minutes' },
    };
  },
});
