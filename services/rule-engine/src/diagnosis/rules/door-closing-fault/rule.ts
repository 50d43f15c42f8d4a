import type { RuleCall } from '../../kernel/rule.ts';
import { changeBits, signalBits as s } from '../../kernel/signals.ts';
import { codedRule, coreFault, NO_CODES, type CodedMemory } from '../coded.ts';
import { makePersistent, persistence } from '../door-movement.ts';
import { isAttended, isDoorClosed, occupancyOf } from '../occupancy.ts';

interface Memory extends CodedMemory {
  /** When the present try to close began; 0: none runs. */
  closingMs: number;
  failures: number;
  firstMs: number;
}

const fails = (c: RuleCall, m: Memory, count: number): void => {
  m.failures += count;
  m.firstMs ||= m.closingMs || c.nowMs;
  if (m.failures < c.arg('tries') || c.slot('02')) return;
  c.holds('02', {
    code: '02',
    onsetMs: m.firstMs,
    alarmAtMs: c.nowMs,
    occupancy: occupancyOf(c),
    priority: 'P3',
    confidence: 0.8,
    tags: ['derived'],
  });
};

const follow = (c: RuleCall, m: Memory): void => {
  const door = c.value('carDoorStatus');
  if (isDoorClosed(c) === true) {
    m.closingMs = 0;
    m.failures = 0;
    m.firstMs = 0;
    const slot = c.slot('02');
    if (slot && !slot.raw) c.ends('02', 'door-closed');
    return;
  }
  if (isAttended(c)) {
    m.closingMs = 0;
    return;
  }
  if (door === 'closing' && m.closingMs === 0) m.closingMs = c.nowMs;
  if (door === 'opened') m.closingMs = 0;
  if (m.closingMs === 0) return;
  // The operator itself says that this closing movement failed.
  if (door === 'door-fault') {
    fails(c, m, c.arg('tries'));
    m.closingMs = 0;
    return;
  }
  const failsAtMs = m.closingMs + c.arg('closeS') * 1_000;
  if (c.nowMs < failsAtMs) return c.wakeAt(failsAtMs);
  fails(c, m, 1);
  m.closingMs = c.nowMs;
  c.wakeAt(c.nowMs + c.arg('closeS') * 1_000);
};

/** 02: the door does not close. From codes, and from closing movements that do not end. */
export const doorClosingFault = codedRule<Memory>({
  ...coreFault('02'),
  name: 'door-closing-fault',
  version: '1',
  args: {
    closeS: {
      default: 15,
      unit: 's',
      min: 5,
      max: 120,
      source: 'three times the longest closing time of GB/T 10058-2009 [R], ours [D]',
    },
    tries: { default: 2, unit: '1', min: 1, max: 10, source: 'liftwatch default [D]' },
    ...persistence,
  },
  derivesFrom: s.carDoorStatus | changeBits.context,
  initial: () => ({ endedEarly: NO_CODES, endAtOnce: NO_CODES, ran: NO_CODES, closingMs: 0, failures: 0, firstMs: 0 }),
  endedByRun: () => true,
  priority: () => 'P3',
  derive(c, m) {
    if (!c.late && c.changed & ~changeBits.event) follow(c, m);
    makePersistent(c, '02');
  },
});
