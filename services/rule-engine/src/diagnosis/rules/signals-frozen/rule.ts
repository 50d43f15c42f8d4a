import { heardMs } from '../../kernel/link.ts';
import { defineRule, type RuleCall } from '../../kernel/rule.ts';
import { changeBits, signalBits } from '../../kernel/signals.ts';

interface Memory {
  /** Log time of the last change of the link. */
  linkMs: number;
}

const HOUR_MS = 3_600_000;
/** Asia/Shanghai has one offset all year. */
const SHANGHAI_MS = 8 * HOUR_MS;
const EVERY_SIGNAL = Object.values(signalBits).reduce((all, bit) => all | bit, 0);

/** The first moment from `fromMs` on that lies in the busy hours of a day. */
const busyFrom = (fromMs: number, c: RuleCall): number => {
  const beginMs = c.arg('busyFromHour') * HOUR_MS;
  const endMs = c.arg('busyToHour') * HOUR_MS;
  const ofDayMs = (fromMs + SHANGHAI_MS) % (24 * HOUR_MS);
  if (ofDayMs < beginMs) return fromMs + beginMs - ofDayMs;
  return ofDayMs < endMs ? fromMs : fromMs + 24 * HOUR_MS - ofDayMs + beginMs;
};

/** X21: the terminal is heard, but no signal of the lift has changed for a day: stuck, or the lift is out of use. */
export const signalsFrozen = defineRule<Memory>({
  name: 'signals-frozen',
  version: '2',
  codes: ['X21'],
  args: {
    frozenH: { default: 24, unit: 'h', min: 4, max: 720, source: 'field reference 5.4: all frozen for 24 h [D]' },
    busyFromHour: { default: 7, unit: 'h', min: 0, max: 23, source: 'liftwatch default, Asia/Shanghai [D]' },
    busyToHour: { default: 22, unit: 'h', min: 1, max: 24, source: 'liftwatch default, Asia/Shanghai [D]' },
    heardS: { default: 900, unit: 's', min: 60, max: 86_400, source: 'as data-stale: a silent lift is not frozen [D]' },
  },
  delays: {},
  inputs: EVERY_SIGNAL | changeBits.link | changeBits.timer,
  idleInputs: changeBits.link | changeBits.timer,
  wakesItself: true,
  evidenceSignals: ['carStatus', 'floor', 'carDoorStatus', 'serviceMode'],
  safety: false,
  initial: () => ({ linkMs: 0 }),
  migrate: () => ({ linkMs: 0 }),
  judge(c, m) {
    if (c.changed & (EVERY_SIGNAL | changeBits.link)) {
      c.wakeAt(c.receivedAtMs + HOUR_MS);
      if ((c.changed & changeBits.link) !== 0) m.linkMs = c.receivedAtMs;
      if (c.slots().length > 0) c.ends('frozen', 'value');
      return;
    }
    const changedMs = Math.max(m.linkMs, c.lift.changedMs);
    const dueMs = busyFrom(changedMs + c.arg('frozenH') * HOUR_MS, c);
    if (c.nowMs < dueMs) return c.wakeAt(dueMs);
    c.wakeAt(c.nowMs + HOUR_MS);
    if (c.lift.link.lost || c.slot('frozen') || c.nowMs - heardMs(c.lift) > c.arg('heardS') * 1_000) return;
    c.holds('frozen', { code: 'X21', onsetMs: changedMs, alarmAtMs: c.nowMs, priority: 'P4', tags: ['frozen'] });
  },
  explain: () => ({
    summary: {
      zh: '电梯所有信号超过一天没有变化：传感器卡滞或电梯停用',
      en: 'No signal of the lift has changed for a day: sensors stuck, or the lift is out of use',
    },
    clearsWhen: { zh: '任一信号变化', en: 'any signal changes' },
  }),
});
