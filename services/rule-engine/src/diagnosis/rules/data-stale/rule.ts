import { heardMs } from '../../kernel/link.ts';
import { defineRule } from '../../kernel/rule.ts';
import { changeBits } from '../../kernel/signals.ts';

const OTHER_READINGS = changeBits.event | changeBits.trip | changeBits.door | changeBits.terminal;

/** The terminal is heard, but sends no state any more: what is shown of the lift is old. */
export const dataStale = defineRule<Record<string, never>>({
  name: 'data-stale',
  version: '2',
  codes: ['X20'],
  args: {
    staleS: {
      default: 900,
      unit: 's',
      min: 120,
      max: 86_400,
      source: 'three times the keep-alive of at most 5 min, field reference 1.2 [D]',
    },
  },
  delays: {},
  inputs: changeBits.heard | OTHER_READINGS | changeBits.link | changeBits.timer,
  idleInputs: OTHER_READINGS | changeBits.link | changeBits.timer,
  evidenceSignals: ['carStatus', 'carDoorStatus'],
  safety: false,
  initial: () => ({}),
  migrate: () => ({}),
  judge(c) {
    const { stateMs, link } = c.lift;
    if (c.reading?.kind === 'state') {
      if (c.slots().length > 0) c.ends('stale', 'heard');
      return;
    }
    if (link.lost) return c.ends('stale', 'silent');
    // A lift that is not heard since its last state is silent, which others tell.
    if (stateMs === 0 || heardMs(c.lift) <= stateMs) return;
    const from = Math.max(stateMs, link.restartMs);
    const alarmAtMs = from + c.arg('staleS') * 1_000;
    if (c.receivedAtMs < alarmAtMs) return c.wakeAt(alarmAtMs);
    c.holds('stale', { code: 'X20', onsetMs: from, alarmAtMs, priority: 'P4' });
  },
  explain: () => ({
    summary: {
      zh: '终端在线但不再上报电梯状态，数据陈旧',
      en: 'Terminal is heard but sends no state of the lift: data stale',
    },
    clearsWhen: { zh: '收到新的状态数据', en: 'a new state is received' },
  }),
});
