import { defineRule } from '../../kernel/rule.ts';
import { signalBits as s } from '../../kernel/signals.ts';

/** X11: a call button's contact stays made. A press lasts a moment: the controller keeps the call, not the button. */
export const buttonStuck = defineRule<Record<string, never>>({
  name: 'button-stuck',
  version: '1',
  codes: ['X11'],
  args: {
    heldS: { default: 300, unit: 's', min: 30, max: 7_200, source: 'field reference 4.7: always on for 5 min [D]' },
  },
  delays: {},
  inputs: s.callButtonHeld,
  evidenceSignals: ['callButtonHeld', 'carStatus', 'floor', 'serviceMode'],
  safety: false,
  initial: () => ({}),
  judge(c) {
    const held = c.value('callButtonHeld');
    if (held === false) return c.ends('X11', 'value');
    if (held !== true) return;
    const onsetMs = c.since('callButtonHeld');
    c.holds('X11', { code: 'X11', onsetMs, alarmAtMs: onsetMs + c.arg('heldS') * 1_000, confidence: 0.9 });
  },
  explain: () => ({
    summary: { zh: '召唤按钮粘连', en: 'Call button stuck' },
    clearsWhen: { zh: '按钮触点断开', en: 'the contact of the button opens' },
  }),
});
