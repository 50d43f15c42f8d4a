import type { RuleCall } from '../../kernel/rule.ts';
import { changeBits, signalBits as s } from '../../kernel/signals.ts';
import { codedRule, coreFault, NO_CODES, type CodedMemory } from '../coded.ts';
import { isAttended, isDoorClosed, occupancyOf } from '../occupancy.ts';

interface Memory extends CodedMemory {
  /** The car stood at a landing with its door not closed. */
  rests: boolean;
  /** Where it stood; null: not known. */
  restM: number | null;
}

const stands = (c: RuleCall): boolean =>
  (c.value('carStatus') === 'stopped' || c.value('driveStatus') === 'brake-set') &&
  c.value('carStatus') !== 'running' &&
  c.value('driveStatus') !== 'brake-lifted';

const movedFar = (c: RuleCall, m: Memory): boolean => {
  const positionM = c.value('positionM');
  return (
    typeof positionM === 'number' && m.restM !== null && Math.abs(positionM - m.restM) * 1_000 > c.arg('movementMm')
  );
};

const follow = (c: RuleCall, m: Memory): void => {
  const slot = c.slot('05');
  if (!stands(c) || isDoorClosed(c) !== false || isAttended(c)) {
    m.rests = false;
    m.restM = null;
    // What explains the movement came within the confirmation time: a start, a closed door, a mechanic.
    if (slot?.revision === 0 && !slot.raw) c.ends('05');
    return;
  }
  const positionM = c.value('positionM');
  if (!m.rests) {
    if (c.value('doorZone') !== true) return;
    m.rests = true;
    m.restM = typeof positionM === 'number' ? positionM : null;
    return;
  }
  if (typeof positionM === 'number') m.restM ??= positionM;
  const moved = c.value('doorZone') === false || movedFar(c, m);
  // A zone that flickers is back within the confirmation time, and the car where it stood.
  if (slot?.revision === 0 && !slot.raw && !moved && c.value('doorZone') === true) return c.ends('05');
  if (slot || !moved) return;
  c.holds('05', {
    code: '05',
    onsetMs: c.nowMs,
    alarmAtMs: c.nowMs + c.arg('confirmMs'),
    occupancy: occupancyOf(c),
    confidence: 0.8,
    tags: ['derived'],
  });
};

/** 05: the car moves away from a landing with its door open and its machine at rest. Ended by a person's word only. */
export const unintendedMovement = codedRule<Memory>({
  ...coreFault('05'),
  name: 'unintended-movement',
  version: '2',
  args: {
    movementMm: {
      default: 200,
      unit: 'mm',
      min: 50,
      max: 1_200,
      source: 'unlocking zone 0.20 m, EN 81-20 [R+]; it stops unintended movement within 1.20 m, 5.6.7 [R+]',
    },
    confirmMs: {
      default: 1_000,
      unit: 'ms',
      min: 0,
      max: 10_000,
      source: 'liftwatch default: signals of one start may come one after the other [D]',
    },
  },
  inputs: s.driveStatus | s.positionM | s.serviceMode,
  evidenceSignals: ['carStatus', 'driveStatus', 'doorZone', 'positionM', 'carDoorStatus', 'floor', 'passengerPresent'],
  derivesFrom:
    s.carStatus | s.doorZone | s.carDoorStatus | s.driveStatus | s.positionM | s.serviceMode | changeBits.context,
  initial: () => ({ endedEarly: NO_CODES, endAtOnce: NO_CODES, ran: NO_CODES, rests: false, restM: null }),
  endedBy: () => false,
  derive(c, m) {
    if (!c.late && c.changed & ~(changeBits.event | changeBits.timer)) follow(c, m);
  },
  clearsWhen: {
    zh: '检查后由操作员确认，或终端上报恢复',
    en: 'an operator says so after a check, or the terminal reports its end',
  },
});
