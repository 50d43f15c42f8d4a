import { defineRule, type RuleCall } from '../../kernel/rule.ts';
import { signalBits as s } from '../../kernel/signals.ts';
import { isAttended, occupancyOf } from '../occupancy.ts';

const limit = (c: RuleCall, signal: 'topLimit' | 'bottomLimit', code: 'X03' | 'X04'): void => {
  const value = c.value(signal);
  if (value === true && !isAttended(c))
    c.holds(code, {
      code,
      onsetMs: c.since(signal),
      alarmAtMs: c.since(signal) + c.arg('confirmMs'),
      occupancy: occupancyOf(c),
      confidence: 0.9,
    });
  else if (value === false) c.ends(code);
};

const overspeed = (c: RuleCall): void => {
  const rated = c.lift.facts?.ratedSpeedMps;
  const speed = c.value('speedMps');
  if (rated === undefined || typeof speed !== 'number') return;
  const slot = c.slot('X05');
  const tripMps = (rated * c.arg('overspeedPercent')) / 100;
  // Deadband: once over, it must fall clearly below before it counts as ended.
  const limitMps = slot ? tripMps - (rated * c.arg('deadbandPercent')) / 100 : tripMps;
  if (Math.abs(speed) < limitMps) return c.ends('X05');
  const onsetMs = slot ? slot.onsetMs : c.nowMs;
  c.holds('X05', {
    code: 'X05',
    onsetMs,
    alarmAtMs: onsetMs + c.arg('confirmMs'),
    occupancy: occupancyOf(c),
    confidence: 0.9,
  });
};

/** The car is past its limits: X03 top overrun, X04 pit overrun, X05 overspeed. */
export const overrunAndOverspeed = defineRule<Record<string, never>>({
  name: 'overrun-and-overspeed',
  version: '1',
  codes: ['X03', 'X04', 'X05'],
  args: {
    overspeedPercent: {
      default: 115,
      unit: '%',
      min: 105,
      max: 150,
      source: 'governor trips at 115 % of rated speed or above, EN 81-20 [R+]',
    },
    deadbandPercent: { default: 5, unit: '%', min: 0, max: 20, source: 'liftwatch default [D]' },
    confirmMs: { default: 500, unit: 'ms', min: 0, max: 10_000, source: 'liftwatch default [D]' },
  },
  delays: { offDelayMs: 10_000 },
  inputs: s.topLimit | s.bottomLimit | s.speedMps | s.serviceMode,
  evidenceSignals: ['topLimit', 'bottomLimit', 'speedMps', 'floor', 'direction', 'passengerPresent'],
  safety: true,
  initial: () => ({}),
  judge(c) {
    if (c.changed & s.topLimit) limit(c, 'topLimit', 'X03');
    if (c.changed & s.bottomLimit) limit(c, 'bottomLimit', 'X04');
    if (c.changed & s.speedMps) overspeed(c);
  },
  explain: (slot) => ({
    summary:
      slot.code === 'X05'
        ? { zh: '超速', en: 'Overspeed' }
        : slot.code === 'X03'
          ? { zh: '冲顶:上极限动作', en: 'Top overrun: upper limit acts' }
          : { zh: '蹲底:下极限动作', en: 'Pit overrun: lower limit acts' },
    clearsWhen: { zh: '信号恢复', en: 'the signal is back within its limit' },
  }),
});
