import { defineRule, type RuleCall } from '../../kernel/rule.ts';
import { changeBits, signalBits as s } from '../../kernel/signals.ts';
import { isAttended, occupancyOf } from '../occupancy.ts';

const KEPT = 40;

interface Memory {
  drops: number[];
  reopens: number[];
  locked: boolean;
  door: string;
}

const recent = (times: number[], nowMs: number, windowMs: number): number[] =>
  times.filter((at) => nowMs - at < windowMs).slice(-KEPT);

/** Each drop prolongs the one finding; it ends when none came for the whole window. */
const lockDrops = (c: RuleCall, m: Memory): void => {
  const landing = c.value('landingDoorStatus');
  if (landing === undefined) return;
  const locked = landing === 'safety-locked' || landing === 'closed';
  const dropped =
    m.locked && !locked && c.value('carStatus') === 'running' && c.value('doorZone') !== true && !isAttended(c);
  m.locked = locked;
  if (!dropped) return;
  const windowMs = c.arg('windowS') * 1_000;
  m.drops = recent([...m.drops, c.nowMs], c.nowMs, windowMs);
  c.holds('X08', {
    code: 'X08',
    onsetMs: c.slot('X08')?.onsetMs ?? c.nowMs,
    alarmAtMs: c.nowMs,
    occupancy: occupancyOf(c),
    tags: ['while-running'],
  });
  c.wakeAt(c.nowMs + windowMs);
};

const reopening = (c: RuleCall, m: Memory): void => {
  const door = String(c.value('carDoorStatus') ?? '');
  const turned = m.door === 'closing' && (door === 'opening' || door === 'opened');
  m.door = door;
  const counted = c.reading?.kind === 'door' ? (c.reading.body.reopens ?? 0) : 0;
  const windowMs = c.arg('reopenWindowS') * 1_000;
  if (turned) m.reopens = recent([...m.reopens, c.nowMs], c.nowMs, windowMs);
  if (Math.max(counted, recent(m.reopens, c.nowMs, windowMs).length) < c.arg('reopenCount')) return;
  c.holds('X09', {
    code: 'X09',
    onsetMs: c.slot('X09')?.onsetMs ?? c.nowMs,
    alarmAtMs: c.nowMs,
    occupancy: occupancyOf(c),
  });
  c.wakeAt(c.nowMs + windowMs);
};

const longOpen = (c: RuleCall): void => {
  const door = c.value('carDoorStatus');
  if (door === undefined) return;
  if (door === 'closed' || door === 'safety-locked' || isAttended(c)) return c.ends('X10');
  if (door !== 'opened' || c.slot('X10')) return;
  const onsetMs = c.since('carDoorStatus');
  c.holds('X10', { code: 'X10', onsetMs, alarmAtMs: onsetMs + c.arg('longOpenS') * 1_000, occupancy: occupancyOf(c) });
};

const endQuiet = (c: RuleCall, m: Memory): void => {
  const lockMs = c.arg('windowS') * 1_000;
  const reopenMs = c.arg('reopenWindowS') * 1_000;
  if (c.slot('X08')) {
    const last = m.drops.at(-1) ?? 0;
    if (c.nowMs - last >= lockMs) c.ends('X08');
    else c.wakeAt(last + lockMs);
  }
  if (c.slot('X09') && recent(m.reopens, c.nowMs, reopenMs).length === 0) c.ends('X09');
  else if (c.slot('X09')) c.wakeAt((m.reopens.at(-1) ?? c.nowMs) + reopenMs);
};

/** The doors: X08 lock contact drops while running, X09 repeated reopening, X10 open for long. */
export const doorFaults = defineRule<Memory>({
  name: 'door-faults',
  version: '1',
  codes: ['X08', 'X09', 'X10'],
  args: {
    windowS: { default: 600, unit: 's', min: 60, max: 7_200, source: 'flap damping over 10 min, filters 5.3 [D]' },
    reopenCount: { default: 3, unit: '1', min: 2, max: 20, source: 'field reference 4.1: 3 reopens in one stop [D]' },
    reopenWindowS: { default: 60, unit: 's', min: 10, max: 600, source: 'liftwatch default [D]' },
    longOpenS: {
      default: 180,
      unit: 's',
      min: 30,
      max: 7_200,
      source: 'field reference 4.1: blocked for more than 3 min [D]',
    },
  },
  delays: {},
  inputs: s.landingDoorStatus | s.carDoorStatus | changeBits.door | changeBits.timer | s.serviceMode,
  evidenceSignals: ['carDoorStatus', 'landingDoorStatus', 'carStatus', 'floor', 'doorZone'],
  safety: true,
  initial: () => ({ drops: [], reopens: [], locked: false, door: '' }),
  judge(c, m) {
    if (c.changed & s.landingDoorStatus) lockDrops(c, m);
    if (c.changed & (s.carDoorStatus | changeBits.door)) reopening(c, m);
    if (c.changed & (s.carDoorStatus | s.serviceMode)) longOpen(c);
    if (c.changed & changeBits.timer) endQuiet(c, m);
  },
  explain(slot) {
    const words = {
      X08: { zh: '运行中门锁回路断开', en: 'Door lock contact dropped while the car ran' },
      X09: { zh: '反复开关门', en: 'Door reopens again and again' },
      X10: { zh: '长时间开门', en: 'Door open for long' },
    } as Record<string, { zh: string; en: string }>;
    return {
      summary: words[slot.code] ?? { zh: slot.code, en: slot.code },
      clearsWhen: { zh: '门恢复正常并保持', en: 'the door works normally for the whole window' },
    };
  },
});
