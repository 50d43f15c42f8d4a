import type { Reading } from '@liftwatch/schemas';
import type { Arrival } from '../arrival.ts';
import { advanceClock, observeSending } from '../intake/clock.ts';
import { countFrom, countsAnew, isDuplicate, knownBoot } from '../intake/dedupe.ts';
import type { StepOutput } from './call.ts';
import { duesOf, forgetDues } from './dues.ts';
import { dueOf, fireDue, judge, settleBacklog } from './judge.ts';
import { findTerminal, terminalOf } from './link.ts';
import { derivedOf } from './derived.ts';
import { NO_FAULTS, type LiftState, type TerminalState } from './lift-state.ts';
import { noteState, toldAgainMs, toldSince, wasHeldUp } from './overtaken.ts';
import type { Rule } from './rule.ts';
import { changeBits, signalBits, type SignalName } from './signals.ts';
import { isNewest } from './terminal-state.ts';
import { applyState } from './values.ts';

/** A reading older than this when it arrives is late. */
export const LATE_MS = 60_000;

type Readings = Extract<Arrival, { type: 'readings' }>;

const kindBit: Readonly<Record<Reading['kind'], number>> = {
  state: 0,
  event: changeBits.event,
  trip: changeBits.trip,
  door: changeBits.door,
  terminal: changeBits.terminal,
  counters: 0,
};

const applySelfTest = (lift: LiftState, reading: Reading): number => {
  if (reading.kind !== 'terminal' || !reading.body.sensors) return 0;
  let changed = 0;
  const faults = { ...lift.sensorFaults };
  for (const name in reading.body.sensors) {
    const signal = name as SignalName;
    const fault = reading.body.sensors[name as keyof typeof reading.body.sensors] === 'fault';
    if ((faults[signal] === true) === fault) continue;
    if (fault) faults[signal] = true;
    else delete faults[signal];
    changed |= signalBits[signal];
  }
  if (changed !== 0) lift.sensorFaults = Object.keys(faults).length === 0 ? NO_FAULTS : faults;
  return changed;
};

const isConfirming = (kind: Reading['kind']): boolean => kind !== 'counters' && kind !== 'terminal';

/** A live reading judged what waited: timers held over an outage run on. */
const dropHolds = (lift: LiftState): void => {
  for (const name in lift.rules) {
    for (const slot of lift.rules[name]?.slots ?? []) {
      if (slot.holdUntilMs === 0) continue;
      slot.holdUntilMs = 0;
      slot.unconfirmedSinceMs = 0;
    }
  }
  forgetDues(lift);
};

const shifted = (ms: number | undefined, byMs: number): number | undefined =>
  ms === undefined ? undefined : ms + byMs;

interface Taking {
  readonly rules: readonly Rule[];
  readonly out: StepOutput;
  readonly terminal: TerminalState;
  /** Bits that belong to the arrival as a whole: the link came back. */
  changed: number;
}

const takeOne = (lift: LiftState, arrival: Readings, reading: Reading, o: Taking): void => {
  const { terminal, rules, out } = o;
  const { at, seq, sentAt } = reading.body;
  // The name as it is remembered: each reading brings one of its own, which must not be kept with the lift.
  const known = reading.body.boot === undefined ? undefined : knownBoot(terminal, reading.body.boot);
  const boot = known ?? reading.body.boot;
  const newBoot = boot !== undefined && terminal.boots.length > 0 && known === undefined;
  const { receivedAtMs, terminalId } = arrival;
  if (boot !== undefined && seq !== undefined && isDuplicate(terminal, { boot, seq, at })) {
    if (!countsAnew(terminal, { boot, at, receivedAtMs })) {
      lift.counts.duplicates++;
      out.duplicates++;
      return;
    }
    countFrom(terminal, { boot, seq, at });
  }
  const sentAtMs = arrival.sentAtMs ?? sentAt ?? at;
  const offsetBeforeMs = terminal.clock.offsetMs;
  const offsetMs = observeSending(terminal, { receivedAtMs, sentAtMs, seq, newBoot });
  // An `at` of 0 from a clock that is years ahead would lie before 1970, where no finding can be dated.
  const atMs = Math.max(0, Math.min(at + offsetMs, receivedAtMs));
  const late = receivedAtMs - atMs > LATE_MS;
  const newest = isNewest(terminal, { kind: reading.kind, at, boot, seq });
  let changed = o.changed | kindBit[reading.kind] | changeBits.heard;
  o.changed = 0;
  if (late) {
    lift.counts.late++;
    if (!lift.backlog.active) forgetDues(lift);
    lift.backlog.active = true;
    lift.backlog.lastReceivedMs = receivedAtMs;
  }
  if (reading.kind === 'state') {
    lift.stateMs = receivedAtMs;
    const counts = !newest && (!late || wasHeldUp(terminal, { boot, seq }));
    const told = counts ? toldSince(terminal, at) : undefined;
    const again = (bit: number): number | undefined => shifted(toldAgainMs(terminal, at, bit), atMs - at);
    const overtaken = told === undefined ? undefined : { told, again };
    let altered = 0;
    if (newest || overtaken !== undefined) {
      const derived = derivedOf(rules, lift);
      altered = applyState(derived, lift, reading.body, {
        from: { atMs, receivedAtMs, terminalId: terminal.terminalId, boot },
        overtaken,
      });
      noteState(terminal, at, derived.told);
    }
    if (altered !== 0) lift.changedMs = receivedAtMs;
    changed |= altered;
  }
  if (reading.kind === 'terminal' && newest) changed |= applySelfTest(lift, reading);
  if (!newest) lift.counts.outOfOrder++;
  const isClockOff = offsetMs !== 0 || offsetBeforeMs !== 0;
  judge(rules, lift, { nowMs: atMs, receivedAtMs, changed, late, isClockOff, reading, terminalId }, out);
  if (!late && isConfirming(reading.kind)) {
    if (lift.backlog.active) settleBacklog(lift, receivedAtMs);
    if (duesOf(rules, lift).isHolding) dropHolds(lift);
  }
  lift.nextDueMs = 0;
  fireDue(rules, lift, { beforeMs: Math.max(atMs + 1, receivedAtMs), receivedAtMs, out });
};

/** Takes the readings of one publish, in their order, into the lift. Timers due before have fired. */
export const takeReadings = (rules: readonly Rule[], lift: LiftState, arrival: Readings, out: StepOutput): void => {
  const terminal = terminalOf(lift, arrival.terminalId, arrival.receivedAtMs);
  advanceClock(terminal, arrival.receivedAtMs);
  terminal.heardMs = arrival.receivedAtMs;
  terminal.connected = true;
  const back = lift.link.lost;
  if (back) {
    lift.link.lost = false;
    lift.link.sinceMs = arrival.receivedAtMs;
  }
  const found = findTerminal(lift, terminal);
  const taking: Taking = { rules, out, terminal, changed: (back ? changeBits.link : 0) | found };
  for (const reading of arrival.readings) takeOne(lift, arrival, reading, taking);
  if (taking.changed !== 0)
    judge(
      rules,
      lift,
      { nowMs: arrival.receivedAtMs, receivedAtMs: arrival.receivedAtMs, changed: taking.changed },
      out,
    );
  if (lift.nextDueMs === 0 || taking.changed !== 0) lift.nextDueMs = dueOf(rules, lift);
};
