import { heardMs, isHeldBack } from '../../kernel/link.ts';
import { defineRule } from '../../kernel/rule.ts';
import { changeBits } from '../../kernel/signals.ts';

const OTHER_READINGS = changeBits.event | changeBits.trip | changeBits.door | changeBits.terminal;

const LOOK_AGAIN_MS = 60_000;

/** The terminal is heard, but sends no state any more: what is shown of the lift is old. */
export const dataStale = defineRule<Record<string, never>>({
  name: 'data-stale',
  version: '3',
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
  wakesItself: true,
  evidenceSignals: ['carStatus', 'carDoorStatus'],
  safety: false,
  initial: () => ({}),
  migrate: () => ({}),
  judge(c) {
    const { stateMs, link } = c.lift;
    if (c.slots().length > 0 && c.reading?.kind === 'state') c.ends('stale', 'heard');
    // What comes back after a silence tells the rule so, and is given its time anew.
    if (link.lost) return c.ends('stale', 'silent');
    const nowMs = c.reading ? c.receivedAtMs : c.nowMs;
    const staleMs = c.arg('staleS') * 1_000;
    if (stateMs === 0) return c.wakeAt(nowMs + staleMs);
    const fromMs = Math.max(stateMs, link.restartMs, link.sinceMs);
    const alarmAtMs = fromMs + staleMs;
    // Not told of every reading while all is well: it asks to be woken, and then looks whether states came meanwhile.
    if (nowMs < alarmAtMs) return c.wakeAt(alarmAtMs);
    // A lift that is not heard since its last state is silent, which others tell; a terminal held back is so by us.
    if (heardMs(c.lift) <= fromMs || isHeldBack(c.lift)) return c.wakeAt(nowMs + LOOK_AGAIN_MS);
    c.holds('stale', { code: 'X20', onsetMs: fromMs, alarmAtMs, priority: 'P4' });
  },
  explain: () => ({
    summary: {
      zh: '终端在线但不再上报电梯状态，数据陈旧',
      en: 'Terminal is heard but sends no state of the lift: data stale',
    },
    clearsWhen: { zh: '收到新的状态数据', en: 'a new state is received' },
  }),
});
