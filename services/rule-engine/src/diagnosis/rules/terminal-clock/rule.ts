import { defineRule } from '../../kernel/rule.ts';
import { changeBits } from '../../kernel/signals.ts';
import { terminalNamed } from '../../kernel/terminal-state.ts';

/** The terminal's clock is wrong. It is corrected, so nothing is refused or missed; somebody should set it. */
export const terminalClock = defineRule<Record<string, never>>({
  name: 'terminal-clock',
  version: '1',
  codes: ['T01'],
  args: {
    offsetS: {
      default: 30,
      unit: 's',
      min: 2,
      max: 86_400,
      source: 'liftwatch default [D]; below 2 s a clock counts as right',
    },
    holdS: { default: 10, unit: 's', min: 0, max: 3_600, source: 'liftwatch default [D]' },
  },
  delays: { onDelayMs: 0, offDelayMs: 60_000 },
  inputs: changeBits.heard,
  idleInputs: changeBits.heard,
  evidenceSignals: [],
  safety: false,
  initial: () => ({}),
  judge(c) {
    const offsetMs = terminalNamed(c.lift, c.terminalId)?.clock.offsetMs ?? 0;
    const slots = c.slots();
    if (offsetMs === 0 && slots.length === 0) return;
    if (Math.abs(offsetMs) < c.arg('offsetS') * 1_000) return c.ends('clock', 'value');
    const slot = c.slot('clock');
    if (slot && slot.clearAtMs === 0) return;
    c.holds('clock', {
      code: 'T01',
      onsetMs: c.receivedAtMs,
      alarmAtMs: c.receivedAtMs + c.arg('holdS') * 1_000,
      priority: 'P4',
    });
  },
  explain(_slot, lift) {
    let s = 0;
    for (const { clock } of lift.terminals) {
      const offsetS = Math.round(clock.offsetMs / 1_000);
      if (Math.abs(offsetS) > Math.abs(s)) s = offsetS;
    }
    const [zh, en] = s < 0 ? ['快', 'fast'] : ['慢', 'slow'];
    return {
      summary: {
        zh: `终端时钟${zh} ${Math.abs(s)} 秒，已自动校正`,
        en: `Terminal clock is ${Math.abs(s)} s ${en}; corrected for`,
      },
      clearsWhen: { zh: '终端校时', en: 'the clock is set right' },
    };
  },
});
