import type { RuleCall } from '../../kernel/rule.ts';
import { changeBits, signalBits as s } from '../../kernel/signals.ts';
import { codedRule, coreFault, NO_CODES, type CodedMemory } from '../coded.ts';
import { isAttended, occupancyOf } from '../occupancy.ts';

const KEPT = 8;

interface Memory extends CodedMemory {
  floor: string;
  /** Floors that cannot be right: the last few times. */
  wrong: number[];
}

const reports = (c: RuleCall, o: { onsetMs: number; alarmAtMs: number; confidence: number; tag: string }): void => {
  if (c.slot('07')) return;
  const { onsetMs, alarmAtMs, confidence, tag } = o;
  c.holds('07', { code: '07', onsetMs, alarmAtMs, occupancy: occupancyOf(c), confidence, tags: ['derived', tag] });
};

/** The terminal says of a floor signal that it once gave that it is no longer known. */
const isUnknown = (c: RuleCall): boolean => {
  const floor = c.told('floor');
  if (floor === undefined || floor.v !== null || c.lift.sensorFaults.floor === true) return false;
  // Where nothing is known of the car any more, it is the terminal that has lost the lift, not the lift its position.
  return c.value('carStatus') !== undefined || c.value('doorZone') !== undefined;
};

/** The floor changed although the car has stood for long, or against the direction of the run. */
const isImplausible = (c: RuleCall, from: string, to: string): boolean => {
  if (c.value('carStatus') === 'stopped') return c.nowMs - c.since('carStatus') > c.arg('settleS') * 1_000;
  const floors = c.lift.facts?.floors;
  const direction = c.value('direction');
  if (!floors || c.value('carStatus') !== 'running' || c.nowMs - c.since('direction') <= c.arg('settleS') * 1_000)
    return false;
  const step = floors.indexOf(to) - floors.indexOf(from);
  if (!floors.includes(to) || !floors.includes(from)) return false;
  return (direction === 'up' && step < 0) || (direction === 'down' && step > 0);
};

const follow = (c: RuleCall, m: Memory): void => {
  const slot = c.slot('07');
  if (isUnknown(c)) {
    const onsetMs = c.since('floor');
    if (!isAttended(c))
      reports(c, { onsetMs, alarmAtMs: onsetMs + c.arg('lostS') * 1_000, confidence: 0.8, tag: 'floor-unknown' });
    m.floor = '';
    return;
  }
  const floor = String(c.value('floor') ?? '');
  if (floor === '') return;
  if (slot && !slot.raw && slot.tags.includes('floor-unknown')) c.ends('07', 'value');
  const from = m.floor;
  m.floor = floor;
  if (from === '' || from === floor || isAttended(c) || !isImplausible(c, from, floor)) return;
  const windowMs = c.arg('windowS') * 1_000;
  m.wrong = [...m.wrong, c.nowMs].filter((at) => c.nowMs - at < windowMs).slice(-KEPT);
  if (m.wrong.length >= c.arg('jumps'))
    reports(c, { onsetMs: m.wrong[0] as number, alarmAtMs: c.nowMs, confidence: 0.6, tag: 'floor-jumps' });
};

/** 07: the floor position is lost. From codes, and from a floor that turns unknown or cannot be right. */
export const positionLost = codedRule<Memory>({
  ...coreFault('07'),
  name: 'position-lost',
  version: '2',
  args: {
    lostS: { default: 10, unit: 's', min: 1, max: 600, source: 'liftwatch default [D]' },
    settleS: {
      default: 10,
      unit: 's',
      min: 2,
      max: 120,
      source: 'liftwatch default: a display may follow its car late [D]',
    },
    jumps: { default: 2, unit: '1', min: 1, max: 10, source: 'floor and direction plausibility, filters 5.3 [D]' },
    windowS: { default: 600, unit: 's', min: 60, max: 7_200, source: 'liftwatch default [D]' },
  },
  inputs: s.floor | s.direction | s.serviceMode,
  evidenceSignals: ['floor', 'direction', 'carStatus', 'doorZone', 'positionM', 'passengerPresent'],
  derivesFrom: s.floor | s.direction | s.serviceMode | changeBits.context,
  initial: () => ({ endedEarly: NO_CODES, endAtOnce: NO_CODES, ran: NO_CODES, floor: '', wrong: [] }),
  endedByRun: () => true,
  derive(c, m) {
    if (!c.late) follow(c, m);
  },
});
