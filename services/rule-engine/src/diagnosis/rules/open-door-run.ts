import type { Bilingual } from '@liftwatch/schemas';
import type { Slot } from '../kernel/lift-state.ts';
import { isMissingWithin } from '../intake/dedupe.ts';
import { defineRule, type Rule, type RuleCall } from '../kernel/rule.ts';
import { changeBits, signalBits as s } from '../kernel/signals.ts';
import { terminalNamed } from '../kernel/terminal-state.ts';
import { isAttended, isDoorClosed, occupancyOf } from './occupancy.ts';

interface Memory {
  /** When the door was first seen not closed since it last was; 0: closed, or not known. */
  leftClosedMs: number;
}

const NOT_CLOSED = new Set(['opened', 'opening', 'closing', 'limited-opened']);

const STANDS_BELOW_MPS = 0.05;

/** The speed came down to nothing since the run began: its end is on the way. */
const hasStopped = (c: RuleCall): boolean => {
  const speed = c.value('speedMps');
  return typeof speed === 'number' && Math.abs(speed) < STANDS_BELOW_MPS && c.since('speedMps') > c.since('carStatus');
};

const runsOpen = (c: RuleCall): boolean =>
  c.value('carStatus') === 'running' &&
  !hasStopped(c) &&
  c.value('doorZone') === false &&
  NOT_CLOSED.has(String(c.value('carDoorStatus')));

/** One of the last so many numbers of the terminal has not come. */
const LATELY = 3;
/** What was overtaken comes within this, ms. */
const OVERTAKEN_MS = 10_000;

/**
 * A reading is missing of what led here: it may be the stop, or the closing of the door, overtaken by what came after it.
 * It is waited for, so that no lift is taken out of use for the order in which a line delivers.
 */
const waitsMs = (c: RuleCall): number => {
  const terminal = terminalNamed(c.lift, c.terminalId);
  return terminal !== undefined && isMissingWithin(terminal, LATELY) ? OVERTAKEN_MS : 0;
};

/** The stop, the zone or the closed door are from before the onset: the run was over, or the door closed, by then. */
const wasOtherwise = (c: RuleCall, onsetMs: number): boolean =>
  (c.value('carStatus') === 'stopped' && c.since('carStatus') <= onsetMs) ||
  (c.value('doorZone') === true && c.since('doorZone') <= onsetMs) ||
  (isDoorClosed(c) === true && c.since('carDoorStatus') <= onsetMs);

/** It waits for a reading that was overtaken: what the car did after the onset is no word against it. */
const stillWaits = (c: RuleCall, slot: Slot): boolean =>
  slot.revision === 0 && slot.alarmAtMs - slot.onsetMs > c.arg('confirmMs') && !wasOtherwise(c, slot.onsetMs);

const isContrary = (c: RuleCall): boolean =>
  c.value('carStatus') === 'stopped' || c.value('doorZone') === true || isDoorClosed(c) === true;

/** A rule about a car that runs outside the zone with its door not closed: which of the two came first decides. */
export const openDoorRun = (o: { name: string; code: 'X06' | 'X07'; doorFirst: boolean; summary: Bilingual }): Rule =>
  defineRule<Memory>({
    name: o.name,
    version: '3',
    codes: [o.code],
    args: {
      confirmMs: {
        // A door that opens while the car runs stops the car at once: to wait is to miss it.
        default: o.doorFirst ? 1_000 : 0,
        unit: 'ms',
        min: 0,
        max: 10_000,
        source: o.doorFirst
          ? 'deployed firmware wants two samples [S]; 1 s is ours [D]'
          : 'deployed firmware: at once [S]',
      },
    },
    delays: { onDelayMs: 'confirmMs', offDelayMs: 10_000 },
    inputs: s.carStatus | s.carDoorStatus | s.doorZone | s.serviceMode | changeBits.context,
    evidenceSignals: ['carStatus', 'carDoorStatus', 'doorZone', 'floor', 'speedMps', 'passengerPresent'],
    safety: true,
    initial: () => ({ leftClosedMs: 0 }),
    migrate: (data) => data as Memory,
    judge(c, m) {
      const closed = isDoorClosed(c);
      if (closed === true) m.leftClosedMs = 0;
      else if (closed === false && m.leftClosedMs === 0) m.leftClosedMs = c.since('carDoorStatus');
      const slot = c.slot(o.code);
      if (slot && isContrary(c)) return stillWaits(c, slot) ? undefined : c.ends(o.code, 'value');
      // Somebody at work there came within the confirmation time.
      if (slot?.revision === 0 && isAttended(c)) return c.ends(o.code);
      if (!runsOpen(c) || isAttended(c) || m.leftClosedMs <= c.since('carStatus') !== o.doorFirst) return;
      const onsetMs = Math.max(m.leftClosedMs, c.since('carStatus'), c.since('doorZone'));
      const alarmAtMs =
        onsetMs + Math.max(c.arg('confirmMs'), slot?.revision === 0 ? slot.alarmAtMs - onsetMs : waitsMs(c));
      c.holds(o.code, { code: o.code, onsetMs, alarmAtMs, occupancy: occupancyOf(c), confidence: 0.9 });
    },
    explain: () => ({
      summary: o.summary,
      clearsWhen: {
        zh: '轿厢停止、进入开锁区域或门关闭',
        en: 'the car stops or reaches a landing, or the door is closed',
      },
    }),
  });
