import { defineRule } from '../../kernel/rule.ts';
import { signalBits as s } from '../../kernel/signals.ts';
import { occupancyOf } from '../occupancy.ts';

/** X05: the car is faster than its governor allows. Needs the rated speed. */
export const overspeed = defineRule<Record<string, never>>({
  name: 'overspeed',
  version: '1',
  codes: ['X05'],
  args: {
    overspeedPercent: {
      default: 115,
      unit: '%',
      min: 105,
      max: 150,
      source: 'governor trips at 115 % of rated speed or above, EN 81-20 [R+]',
    },
    deadbandPercent: { default: 5, unit: '%', min: 0, max: 20, source: 'liftwatch default [D]' },
    // A governor stops the car within tenths of a second: to wait is to miss it.
    confirmMs: { default: 0, unit: 'ms', min: 0, max: 10_000, source: 'liftwatch default [D]' },
  },
  delays: { onDelayMs: 'confirmMs', offDelayMs: 10_000 },
  inputs: s.speedMps,
  evidenceSignals: ['speedMps', 'floor', 'direction', 'passengerPresent'],
  safety: true,
  initial: () => ({}),
  judge(c) {
    const rated = c.lift.facts?.ratedSpeedMps;
    const speed = c.value('speedMps');
    if (rated === undefined || typeof speed !== 'number') return;
    const slot = c.slot('X05');
    const tripMps = (rated * c.arg('overspeedPercent')) / 100;
    // Deadband: once over, it must fall clearly below before it counts as ended.
    const limitMps = slot ? tripMps - (rated * c.arg('deadbandPercent')) / 100 : tripMps;
    if (Math.abs(speed) < limitMps) return c.ends('X05', 'value');
    const onsetMs = slot ? slot.onsetMs : c.nowMs;
    c.holds('X05', { code: 'X05', onsetMs, occupancy: occupancyOf(c), confidence: 0.9 });
  },
  explain: () => ({
    summary: { zh: '超速', en: 'Overspeed' },
    clearsWhen: { zh: '速度恢复到限值以下', en: 'the speed is clearly below the limit again' },
  }),
});
