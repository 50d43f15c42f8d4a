import { defineRule, type RuleCall, type RuleExplanation } from '../../kernel/rule.ts';
import { changeBits, signalBits as s } from '../../kernel/signals.ts';

interface Memory {
  /** When the door last left or reached closed; 0: not yet seen. */
  doorMs: number;
  closed: boolean;
  /** When each sensor's self-test last reported a fault: the last few times. */
  faults: Record<string, number[]>;
}

const DAY_MS = 86_400_000;

/** A self-test that fails once is no ticket; the signal counts as unknown at once all the same. */
const takeSelfTest = (c: RuleCall, m: Memory): void => {
  if (c.reading?.kind !== 'terminal') return;
  for (const [name, result] of Object.entries(c.reading.body.sensors ?? {})) {
    const key = `self-test/${name}`;
    if (result === 'ok') {
      if (c.slot(key) && c.nowMs - (m.faults[name]?.at(-1) ?? 0) >= DAY_MS) c.ends(key, 'quiet');
      else if (c.slot(key)?.revision === 0) c.ends(key, 'value');
      continue;
    }
    const times = (m.faults[name] ?? []).filter((at) => c.nowMs - at < DAY_MS);
    m.faults[name] = [...times, c.nowMs].slice(-c.arg('faultsPerDay'));
    if (c.slot(key)?.stage === 'alarm') continue;
    const often = m.faults[name].length >= c.arg('faultsPerDay');
    const onsetMs = c.slot(key)?.onsetMs ?? c.nowMs;
    c.holds(key, { code: 'X21', onsetMs, alarmAtMs: often ? c.nowMs : onsetMs + DAY_MS, tags: [name, 'self-test'] });
  }
};

const stuck: RuleExplanation = {
  summary: {
    zh: '轿内有人信号长时间不变，疑似传感器故障',
    en: 'Person signal unchanged for hours without a door cycle: sensor stuck',
  },
  clearsWhen: { zh: '信号变为无人，或门有一次开关', en: 'the signal falls to 0, or the door goes through a cycle' },
};

const selfTest = (sensor: string): RuleExplanation => ({
  summary: { zh: `${sensor} 传感器自检多次失败`, en: `Self-test of sensor ${sensor} keeps failing` },
  clearsWhen: { zh: '自检一天内不再失败', en: 'its self-test has not failed for a day' },
});

/** The person signal stays 1 for hours without a door cycle: static object, heat, or a dead sensor. */
export const sensorStuck = defineRule<Memory>({
  name: 'sensor-stuck',
  version: '2',
  codes: ['X21'],
  args: {
    stuckH: {
      default: 4,
      unit: 'h',
      min: 1,
      max: 48,
      source: 'filters 5.3: P = 1 for more than 4 h, no door cycle [D]',
    },
    faultsPerDay: {
      default: 3,
      unit: '1',
      min: 1,
      max: 20,
      source: 'filters 5.3: a sensor fault counts from 3 times a day [S]; one that lasts a day counts too [D]',
    },
  },
  delays: {},
  inputs: s.passengerPresent | s.carDoorStatus | changeBits.terminal,
  evidenceSignals: ['passengerPresent', 'carDoorStatus', 'carStatus'],
  safety: false,
  initial: () => ({ doorMs: 0, closed: false, faults: {} }),
  judge(c, m) {
    takeSelfTest(c, m);
    const door = c.value('carDoorStatus');
    const closed = door === 'closed' || door === 'safety-locked';
    if (door !== undefined && (m.doorMs === 0 || closed !== m.closed)) {
      m.doorMs = c.nowMs;
      m.closed = closed;
    }
    if (c.value('passengerPresent') !== true || (door !== undefined && !closed)) return c.ends('person', 'value');
    const onsetMs = Math.max(c.since('passengerPresent'), m.doorMs);
    c.holds('person', {
      code: 'X21',
      onsetMs,
      alarmAtMs: onsetMs + c.arg('stuckH') * 3_600_000,
      priority: 'P4',
      tags: ['passengerPresent'],
    });
  },
  explain: (slot) => (slot.tags.includes('self-test') ? selfTest(slot.tags[0] ?? '') : stuck),
});
