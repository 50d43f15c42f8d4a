import { defineRule, type RuleCall } from '../../kernel/rule.ts';
import { changeBits, signalBits as s } from '../../kernel/signals.ts';
import { isAttended, isDoorClosed, occupancyOf } from '../occupancy.ts';
import { withRecent } from '../recent.ts';

interface Memory {
  locked: boolean;
  /** The lock contact was told to be made: `closed` after it says that it is not any more. */
  made: boolean;
  lastMs: number;
  bounces: number[];
}

/** Each drop prolongs the one finding; it ends when none came for the whole window. */
const drops = (c: RuleCall, m: Memory, o: { onsetMs: number; alarmAtMs: number; tag: string }): void => {
  const runs = o.tag === 'while-running';
  m.lastMs = o.alarmAtMs;
  const slot = c.slot('X08');
  if (runs && slot?.stage === 'alarm' && slot.priority !== 'P1') c.update('X08', { priority: 'P1', tags: [o.tag] });
  c.holds('X08', {
    code: 'X08',
    onsetMs: slot?.onsetMs ?? o.onsetMs,
    alarmAtMs: o.alarmAtMs,
    occupancy: occupancyOf(c),
    priority: runs ? 'P1' : 'P3',
    tags: [o.tag],
  });
  c.wakeAt(o.alarmAtMs + c.arg('windowS') * 1_000);
};

const followLock = (c: RuleCall, m: Memory): void => {
  const landing = c.value('landingDoorStatus');
  if (landing === undefined) return;
  const locked = landing === 'safety-locked' || landing === 'closed';
  const runs = c.value('carStatus') === 'running' && c.value('doorZone') !== true;
  const dropped = m.locked && (!locked || (runs && m.made && landing === 'closed'));
  m.locked = locked;
  m.made = landing === 'safety-locked';
  const slot = c.slot('X08');
  // The landing door was about to open, and the car's own followed.
  if (slot?.revision === 0 && (locked || isDoorClosed(c) === false)) return c.ends('X08');
  if (!dropped || isAttended(c)) return;
  if (runs) return drops(c, m, { onsetMs: c.nowMs, alarmAtMs: c.nowMs, tag: 'while-running' });
  if (c.value('carStatus') === 'stopped' && isDoorClosed(c) === true && !slot)
    drops(c, m, { onsetMs: c.nowMs, alarmAtMs: c.nowMs + c.arg('standingS') * 1_000, tag: 'car-door-closed' });
};

const countBounces = (c: RuleCall, m: Memory): void => {
  const bounces = c.reading?.kind === 'door' ? (c.reading.body.lockBounces ?? 0) : 0;
  if (bounces === 0 || isAttended(c) || c.late) return;
  for (let i = 0; i < Math.min(bounces, c.arg('bounces')); i++)
    m.bounces = withRecent(m.bounces, c.nowMs, c.arg('windowS') * 1_000);
  if (m.bounces.length >= c.arg('bounces')) drops(c, m, { onsetMs: c.nowMs, alarmAtMs: c.nowMs, tag: 'door-cycle' });
};

const endQuiet = (c: RuleCall, m: Memory): void => {
  if (!c.slot('X08')) return;
  const quietMs = m.lastMs + c.arg('windowS') * 1_000;
  if (c.nowMs >= quietMs) c.ends('X08', 'quiet');
  else c.wakeAt(quietMs);
};

/** X08: the lock contact drops. While running P1; in a standing car, or within door cycles, P3. */
export const lockDrop = defineRule<Memory>({
  name: 'lock-drop',
  version: '2',
  codes: ['X08'],
  args: {
    windowS: { default: 600, unit: 's', min: 60, max: 7_200, source: 'flap damping over 10 min, filters 5.3 [D]' },
    bounces: {
      default: 2,
      unit: '1',
      min: 1,
      max: 100,
      source: 'field reference 4.1: healthy is 0, watch from 1 in 200 cycles [D]',
    },
    standingS: { default: 10, unit: 's', min: 1, max: 600, source: 'liftwatch default [D]' },
  },
  delays: {},
  inputs: s.landingDoorStatus | s.carDoorStatus | changeBits.door | changeBits.timer,
  evidenceSignals: ['landingDoorStatus', 'carDoorStatus', 'carStatus', 'doorZone', 'floor'],
  safety: true,
  initial: () => ({ locked: false, made: false, lastMs: 0, bounces: [] }),
  migrate: (data) => ({ made: false, ...(data as Omit<Memory, 'made'>) }),
  judge(c, m) {
    if (c.changed & (s.landingDoorStatus | s.carDoorStatus)) followLock(c, m);
    if (c.changed & changeBits.door) countBounces(c, m);
    if (c.changed & changeBits.timer) endQuiet(c, m);
  },
  explain: (slot) => ({
    summary: slot.tags.includes('while-running')
      ? { zh: '运行中门锁回路断开', en: 'Door lock contact dropped while the car ran' }
      : { zh: '门锁回路瞬断', en: 'Door lock contact dropped while the car stood' },
    clearsWhen: { zh: '门锁在整个观察窗口内正常', en: 'the lock holds for the whole window' },
  }),
});
