import { defineRule } from '../../kernel/rule.ts';
import { changeBits, signalBits as s } from '../../kernel/signals.ts';

interface Memory {
  /** When the door last left or reached closed; 0: not yet seen. */
  doorMs: number;
  closed: boolean;
}

/** The person signal stays 1 for hours without a door cycle: static object, heat, or a dead sensor. */
export const sensorStuck = defineRule<Memory>({
  name: 'sensor-stuck',
  version: '1',
  codes: ['X21'],
  args: {
    stuckH: {
      default: 4,
      unit: 'h',
      min: 1,
      max: 48,
      source: 'filters 5.3: P = 1 for more than 4 h, no door cycle [D]',
    },
  },
  delays: {},
  inputs: s.passengerPresent | s.carDoorStatus | changeBits.terminal,
  evidenceSignals: ['passengerPresent', 'carDoorStatus', 'carStatus'],
  safety: false,
  initial: () => ({ doorMs: 0, closed: false }),
  judge(c, m) {
    const door = c.value('carDoorStatus');
    const closed = door === 'closed' || door === 'safety-locked';
    if (door !== undefined && (m.doorMs === 0 || closed !== m.closed)) {
      m.doorMs = c.nowMs;
      m.closed = closed;
    }
    if (c.value('passengerPresent') !== true || (door !== undefined && !closed)) return c.ends('person');
    const onsetMs = Math.max(c.since('passengerPresent'), m.doorMs);
    c.holds('person', {
      code: 'X21',
      onsetMs,
      alarmAtMs: onsetMs + c.arg('stuckH') * 3_600_000,
      priority: 'P4',
      tags: ['passengerPresent'],
    });
  },
  explain: () => ({
    summary: {
      zh: '轿内有人信号长时间不变，疑似传感器故障',
      en: 'Person signal unchanged for hours without a door cycle: sensor stuck',
    },
    clearsWhen: { zh: '信号变为无人，或门有一次开关', en: 'the signal falls to 0, or the door goes through a cycle' },
  }),
});
