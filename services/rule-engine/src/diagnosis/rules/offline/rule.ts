import { heardMs } from '../../kernel/link.ts';
import { defineRule } from '../../kernel/rule.ts';
import { changeBits } from '../../kernel/signals.ts';

/** Nothing is heard of the lift: shown as offline after 5 min, a device ticket after 30 min. */
export const offline = defineRule<Record<string, never>>({
  name: 'offline',
  version: '1',
  codes: ['X19'],
  args: {
    offlineS: {
      default: 300,
      unit: 's',
      min: 60,
      max: 3_600,
      source: 'field reference 5.4: 3-5 missed heartbeats [D]',
    },
    ticketS: { default: 1_800, unit: 's', min: 300, max: 86_400, source: 'field reference 5.4 [D]' },
  },
  delays: { onDelayMs: 0 },
  inputs: changeBits.link | changeBits.timer,
  evidenceSignals: [],
  safety: false,
  initial: () => ({}),
  judge(c) {
    // Nobody waits to hear of a lift that was taken out of the registry.
    if (!c.lift.link.lost || c.lift.removed === true) return c.ends('offline', 'heard');
    const heard = heardMs(c.lift);
    const slot = c.slot('offline');
    if (slot?.stage === 'alarm') {
      const ticketAtMs = Math.max(slot.onsetMs, c.lift.link.restartMs) + c.arg('ticketS') * 1_000;
      if (c.nowMs < ticketAtMs) c.wakeAt(ticketAtMs);
      else if (!slot.tags.includes('device-ticket')) c.update('offline', { tags: ['device-ticket'] });
      return;
    }
    const alarmAtMs = heard + c.arg('offlineS') * 1_000;
    c.holds('offline', { code: 'X19', onsetMs: heard, alarmAtMs, priority: 'P4' });
    c.wakeAt(heard + c.arg('ticketS') * 1_000);
  },
  explain: (slot) => ({
    summary: slot.tags.includes('device-ticket')
      ? { zh: '物联网设备长时间离线，电梯状态未知', en: 'Terminal offline for long; the state of the lift is unknown' }
      : { zh: '物联网设备离线，电梯状态未知', en: 'Terminal offline; the state of the lift is unknown' },
    clearsWhen: { zh: '终端恢复上报', en: 'the terminal is heard again' },
  }),
});
