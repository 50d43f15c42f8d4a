import { defineRule } from '../../kernel/rule.ts';
import { changeBits } from '../../kernel/signals.ts';

interface Memory {
  stateMs: number;
}

/** The terminal is heard, but sends no state any more: what is shown of the lift is old. */
export const dataStale = defineRule<Memory>({
  name: 'data-stale',
  version: '1',
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
  inputs: changeBits.heard | changeBits.link | changeBits.timer,
  evidenceSignals: ['carStatus', 'carDoorStatus'],
  safety: false,
  initial: () => ({ stateMs: 0 }),
  judge(c, m) {
    if (c.reading?.kind === 'state') {
      m.stateMs = c.receivedAtMs;
      if (c.slots().length > 0) c.ends('stale', 'heard');
      return;
    }
    if (c.lift.link.lost) return c.ends('stale', 'silent');
    if (m.stateMs === 0) return;
    const from = Math.max(m.stateMs, c.lift.link.restartMs);
    const alarmAtMs = from + c.arg('staleS') * 1_000;
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
