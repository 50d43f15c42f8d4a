import type { RuleCall } from '../../kernel/rule.ts';
import { changeBits, signalBits as s } from '../../kernel/signals.ts';
import { codedRule, coreFault, NO_CODES, type CodedMemory } from '../coded.ts';
import { makePersistent, persistence } from '../door-movement.ts';
import { isAttended, isDoorClosed, occupancyOf } from '../occupancy.ts';

interface Memory extends CodedMemory {
  runs: boolean;
  /** When a trip ended in the zone with its door closed; 0: not so, or the door has opened since. */
  arrivedMs: number;
  /** When the door set out to open; 0: not moving. */
  openingMs: number;
  /** It was closed then: a door that turns back while it closes has been open already. */
  fromClosed: boolean;
  closed: boolean;
}

const reports = (c: RuleCall, onsetMs: number, alarmAtMs: number): void => {
  if (c.slot('03')?.stage === 'alarm') return;
  c.holds('03', {
    code: '03',
    onsetMs,
    alarmAtMs,
    occupancy: occupancyOf(c),
    priority: 'P3',
    confidence: 0.8,
    tags: ['derived'],
  });
};

const over = (c: RuleCall, m: Memory): void => {
  m.arrivedMs = 0;
  m.openingMs = 0;
  const slot = c.slot('03');
  const how = isAttended(c) ? 'attended' : c.value('carDoorStatus') === 'opened' ? 'door' : 'self';
  if (slot && !slot.raw) c.ends('03', how);
};

/** The word that it stood open since the car came was overtaken by what it did after. */
const wasOpened = (c: RuleCall, m: Memory): boolean =>
  c.reading?.kind === 'state' &&
  c.reading.body.carDoorStatus === 'opened' &&
  c.nowMs >= Math.max(m.arrivedMs, m.openingMs);

/** A car that parks empty keeps its door closed: only people in it make a closed door at the end of a trip a fault. */
const follow = (c: RuleCall, m: Memory): void => {
  const door = c.value('carDoorStatus');
  const status = c.value('carStatus');
  if (status === 'running') {
    m.runs = true;
    const slot = c.slot('03');
    if (slot?.revision === 0 && !slot.raw) c.ends('03', 'moved');
    m.arrivedMs = 0;
    m.openingMs = 0;
    return;
  }
  if (door === 'opened' || wasOpened(c, m) || isAttended(c)) {
    m.runs = false;
    m.closed = false;
    return over(c, m);
  }
  if (status !== 'stopped' || c.value('doorZone') !== true || door === undefined) return;
  if (m.runs && isDoorClosed(c) === true) m.arrivedMs = c.nowMs;
  m.runs = false;
  const limitMs = c.arg('openS') * 1_000;
  const wasClosed = m.closed;
  m.closed = isDoorClosed(c) === true;
  if (door === 'opening' || door === 'limited-opened' || door === 'door-fault') {
    if (door !== 'door-fault' && m.openingMs === 0) {
      m.openingMs = c.nowMs;
      m.fromClosed = wasClosed;
    }
    if (m.openingMs > 0) reports(c, m.openingMs, door === 'door-fault' ? c.nowMs : m.openingMs + limitMs);
  } else if (m.closed && m.openingMs > 0 && !m.fromClosed) {
    over(c, m);
  } else if (m.closed && m.openingMs > 0) {
    // It tried to open, and is closed again.
    reports(c, m.openingMs, c.nowMs);
    m.arrivedMs = m.openingMs;
    m.openingMs = 0;
  } else if (m.closed && m.arrivedMs > 0 && occupancyOf(c) === 'occupied')
    reports(c, m.arrivedMs, m.arrivedMs + limitMs);
};

/** 03: the door does not open. From codes, and from openings at a landing that do not come or do not end. */
export const doorOpeningFault = codedRule<Memory>({
  ...coreFault('03'),
  name: 'door-opening-fault',
  version: '2',
  args: {
    openS: {
      default: 20,
      unit: 's',
      min: 5,
      max: 120,
      source: 'four times the longest opening time of GB/T 10058-2009 [R], ours [D]',
    },
    ...persistence,
  },
  inputs: s.passengerPresent,
  derivesFrom: s.carStatus | s.doorZone | s.carDoorStatus | s.passengerPresent | changeBits.context,
  initial: () => ({
    endedEarly: NO_CODES,
    endAtOnce: NO_CODES,
    ran: NO_CODES,
    runs: false,
    arrivedMs: 0,
    openingMs: 0,
    fromClosed: false,
    closed: false,
  }),
  endedByRun: () => true,
  priority: () => 'P3',
  derive(c, m) {
    if (!c.late && c.changed & ~(changeBits.event | changeBits.timer)) follow(c, m);
    makePersistent(c, '03');
  },
});
