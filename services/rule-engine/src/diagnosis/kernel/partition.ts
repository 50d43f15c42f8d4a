import type { UnixMs } from '@liftwatch/schemas';
import type { Arrival } from '../arrival.ts';
import { judges } from '../judges.ts';
import { touch, type StepOutput } from './call.ts';
import { takeContext } from './context.ts';
import { dueOf, fireDue } from './judge.ts';
import { newLift, shaped, type LiftState } from './lift-state.ts';
import { OUTAGE_MS, passOutage } from './outage.ts';
import { rulesOf } from './own-rules.ts';
import { takeReadings } from './readings.ts';
import type { Rule } from './rule.ts';
import { takeSession } from './sessions.ts';
import { terminalNamed } from './terminal-state.ts';

export { newOutput, type StepFailure, type StepOutput } from './call.ts';

/** One partition of the log as the engine holds it in memory. Its lifts snapshot one by one. */
export interface Partition {
  readonly number: number;
  readonly rules: readonly Rule[];
  readonly lifts: Map<string, LiftState>;
  /** Lifts that a terminal speaks for; derived from the lifts. */
  readonly liftsOfTerminal: Map<string, string[]>;
  /** A lift restored from a snapshot of that position has already taken the entries up to it. */
  readonly takenUpTo: Map<string, number>;
  logMs: UnixMs;
  /** 0: no tick yet. */
  lastTickMs: UnixMs;
}

export const createPartition = (number: number, rules: readonly Rule[] = judges): Partition => ({
  number,
  rules,
  lifts: new Map(),
  liftsOfTerminal: new Map(),
  takenUpTo: new Map(),
  logMs: 0,
  lastTickMs: 0,
});

export const indexTerminal = (partition: Partition, terminalId: string, liftId: string): void => {
  const known = partition.liftsOfTerminal.get(terminalId);
  if (!known) partition.liftsOfTerminal.set(terminalId, [liftId]);
  else if (!known.includes(liftId)) {
    known.push(liftId);
    known.sort();
  }
};

const liftOf = (partition: Partition, liftId: string): LiftState => {
  const known = partition.lifts.get(liftId);
  if (known) return known;
  const fresh = shaped(partition.rules, newLift(liftId));
  partition.lifts.set(liftId, fresh);
  return fresh;
};

/** False while entries are read again that the lift's snapshot already holds. */
const isNew = (partition: Partition, liftId: string, position: number): boolean => {
  if (partition.takenUpTo.size === 0) return true;
  const upTo = partition.takenUpTo.get(liftId);
  if (upTo === undefined) return true;
  if (position <= upTo) return false;
  partition.takenUpTo.delete(liftId);
  return true;
};

/** What falls before the arrival: the lift's share of an intake outage, then its timers. */
const catchUp = (partition: Partition, lift: LiftState, receivedAtMs: UnixMs, out: StepOutput): void => {
  const { lastTickMs } = partition;
  const rules = rulesOf(partition.rules, lift);
  if (lastTickMs > 0 && receivedAtMs - lastTickMs > OUTAGE_MS)
    passOutage(rules, lift, { fromMs: lastTickMs, endMs: receivedAtMs, out });
  fireDue(rules, lift, { beforeMs: receivedAtMs, receivedAtMs, out });
  lift.logMs = receivedAtMs;
  touch(out, lift);
};

const tick = (partition: Partition, receivedAtMs: UnixMs, position: number, out: StepOutput): void => {
  const { rules: base, lastTickMs } = partition;
  const outage = lastTickMs > 0 && receivedAtMs - lastTickMs > OUTAGE_MS;
  const due: LiftState[] = [];
  for (const lift of partition.lifts.values()) {
    if (!outage && lift.nextDueMs > receivedAtMs) continue;
    if (!isNew(partition, lift.liftId, position)) continue;
    if (outage) passOutage(rulesOf(base, lift), lift, { fromMs: lastTickMs, endMs: receivedAtMs, out });
    due.push(lift);
  }
  partition.lastTickMs = receivedAtMs;
  due.sort((a, b) => a.nextDueMs - b.nextDueMs || (a.liftId < b.liftId ? -1 : 1));
  for (const lift of due) {
    const before = out.findings.length;
    // A tick says that its time has come: what is due at that very moment does not wait for the next one.
    fireDue(rulesOf(base, lift), lift, { beforeMs: receivedAtMs + 1, receivedAtMs, out });
    if (out.findings.length > before) lift.logMs = receivedAtMs;
  }
};

/** At a tick the lines of several lifts are put in order of (due, lift); lines of one lift keep their order. */
const inOrder = (out: StepOutput, from: number): void => {
  if (out.findings.length - from < 2) return;
  const lines = out.findings.splice(from);
  lines.sort((a, b) => a.at - b.at || (a.liftId < b.liftId ? -1 : a.liftId > b.liftId ? 1 : 0));
  out.findings.push(...lines);
};

const settle = (partition: Partition, lift: LiftState): void => {
  lift.nextDueMs = dueOf(rulesOf(partition.rules, lift), lift);
};

/** Log time has come so far. All that there is to an arrival that its lift's snapshot already holds. */
export const passTime = (partition: Partition, receivedAtMs: UnixMs): void => {
  if (receivedAtMs > partition.logMs) partition.logMs = receivedAtMs;
  // Entries are read again from before the partition-wide state: its tick lies ahead and says nothing of a hole here.
  if (receivedAtMs < partition.lastTickMs) partition.lastTickMs = 0;
};

/** While entries are read again: the lift's snapshot already holds the one at this position. Changes nothing. */
export const isTaken = ({ takenUpTo }: Partition, liftId: string, position: number): boolean =>
  takenUpTo.size > 0 && (takenUpTo.get(liftId) ?? -1) >= position;

/**
 * Takes one arrival into the partition and adds what it led to to `out`. Arrivals come in log order; `position` is
 * the entry's position in the log (0 when there is none, as in replay) and only matters after a restore. A lift's
 * verdicts depend on its own arrivals and the ticks alone. Synchronous, deterministic, no clock; never throws for
 * what a reading says: a rule that throws becomes a failure of `out`.
 */
export const step = (partition: Partition, arrival: Arrival, out: StepOutput, position = 0): void => {
  const { receivedAtMs } = arrival;
  passTime(partition, receivedAtMs);
  switch (arrival.type) {
    case 'tick': {
      const from = out.findings.length;
      tick(partition, receivedAtMs, position, out);
      return inOrder(out, from);
    }
    case 'readings': {
      if (!isNew(partition, arrival.liftId, position)) return;
      const lift = liftOf(partition, arrival.liftId);
      if (terminalNamed(lift, arrival.terminalId) === undefined)
        indexTerminal(partition, arrival.terminalId, arrival.liftId);
      catchUp(partition, lift, receivedAtMs, out);
      // Its last timers pass leaves the lift's next due time exact.
      return takeReadings(rulesOf(partition.rules, lift), lift, arrival, out);
    }
    case 'context': {
      if (!isNew(partition, arrival.context.liftId, position)) return;
      const lift = liftOf(partition, arrival.context.liftId);
      catchUp(partition, lift, receivedAtMs, out);
      takeContext(partition.rules, lift, arrival.context, { receivedAtMs, out });
      return settle(partition, lift);
    }
    case 'session':
      for (const liftId of partition.liftsOfTerminal.get(arrival.terminalId) ?? []) {
        if (!isNew(partition, liftId, position)) continue;
        const lift = liftOf(partition, liftId);
        catchUp(partition, lift, receivedAtMs, out);
        takeSession(rulesOf(partition.rules, lift), lift, arrival, out);
        settle(partition, lift);
      }
      return;
    case 'presence':
      return;
  }
};
