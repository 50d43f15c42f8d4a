import type { SensorName, StateReading, UnixMs } from '@liftwatch/schemas';
import { DERIVED, NEVER, type Derived, type LiftState } from './lift-state.ts';
import {
  makeUnusual,
  PER_SIGNAL,
  settleSignal,
  sinceMsAt,
  unusualAt,
  writeSignal,
  type SignalMemory,
  type Unusual,
} from './signal-memory.ts';
import { signalBits, signalNames, type SignalName, type SignalValue } from './signals.ts';

const normal = (value: SignalValue): SignalValue => (value === 'unknown' ? null : value);

export interface Source {
  readonly atMs: UnixMs;
  readonly receivedAtMs: UnixMs;
  readonly terminalId: string;
  readonly boot: string | undefined;
}

/** The same value from another terminal: it holds for as long as one of them is heard from. */
const alsoHeldBy = (signals: SignalMemory, place: number, terminalId: string): void => {
  if (signals.terminalIds[place] === terminalId) return;
  const { heldBy } = makeUnusual(signals, place);
  if (heldBy === undefined) makeUnusual(signals, place).heldBy = [terminalId];
  else if (!heldBy.includes(terminalId)) heldBy.push(terminalId);
};

const settlePending = (signals: SignalMemory, place: number, unusual: Unusual): void => {
  if (unusual.pending) settleSignal(signals, place, unusual.pending);
  unusual.heldBy = undefined;
  unusual.pending = undefined;
};

/** Brings what is unusual about the signal up to date; true: the signal counts as changed. */
const takeUnusual = (signals: SignalMemory, place: number, o: { holdMs: number; atMs: UnixMs }): boolean => {
  const unusual = unusualAt(signals, place);
  if (unusual === undefined) return false;
  let changed = false;
  if (unusual.pending && o.atMs >= unusual.pending.sinceMs + o.holdMs) {
    settlePending(signals, place, unusual);
    changed = true;
  }
  if (unusual.silentSinceMs !== undefined) {
    unusual.silentSinceMs = undefined;
    changed = true;
  }
  return changed;
};

const take = (lift: LiftState, place: number, v: SignalValue, o: { body: StateReading; from: Source }): number => {
  const { signals } = lift;
  const { atMs, receivedAtMs, terminalId, boot } = o.from;
  const { seq } = o.body;
  const name = signalNames[place] as SignalName;
  const bit = signalBits[name];
  if (signals.values[place] === undefined) {
    writeSignal(signals, place, { v, sinceMs: atMs, receivedAtMs, terminalId, boot, seq });
    return bit;
  }
  const holdMs = lift.facts?.minimumHoldMs?.[name as SensorName] ?? 0;
  const changed = takeUnusual(signals, place, { holdMs, atMs }) ? bit : 0;
  const unusual = unusualAt(signals, place);
  if (signals.values[place] === v) {
    if (unusual) unusual.pending = undefined;
    alsoHeldBy(signals, place, terminalId);
    return changed;
  }
  if (holdMs > 0) {
    if (unusual?.pending?.v !== v) makeUnusual(signals, place).pending = { v, sinceMs: atMs, terminalId };
    return changed;
  }
  writeSignal(signals, place, { v, sinceMs: atMs, receivedAtMs, terminalId, boot, seq });
  if (unusual) unusual.heldBy = undefined;
  return bit;
};

/** The value would change nothing if the same terminal reported it again. */
const isSettled = (signals: SignalMemory, place: number, terminalId: string): boolean => {
  if (signals.terminalIds[place] !== terminalId) return false;
  const unusual = unusualAt(signals, place);
  return (
    unusual === undefined ||
    (unusual.pending === undefined && unusual.silentSinceMs === undefined && unusual.heldBy === undefined)
  );
};

/** Another terminal told of it since. */
const isNewer = (signals: SignalMemory, place: number, { atMs }: Source): boolean => sinceMsAt(signals, place) > atMs;

/** A state that others have overtaken: what it may not touch, and from when a signal is told of again. */
export interface Overtaken {
  /** Bits of the signals that later states tell of. */
  readonly told: number;
  /** Corrected time at which one of them first does. */
  again(bit: number): UnixMs | undefined;
}

/**
 * The signal has the value that later states tell of. Where this one says another, it had that in between: what holds now
 * holds only since they said so, not since before. The signal counts as changed: the rules may learn of what was in between.
 */
const beginsAgain = (
  signals: SignalMemory,
  place: number,
  o: { v: SignalValue; from: Source; by: Overtaken },
): number => {
  const { v, from, by } = o;
  const bit = signalBits[signalNames[place] as SignalName];
  if (signals.values[place] === undefined || signals.values[place] === v) return 0;
  if (signals.terminalIds[place] !== from.terminalId || unusualAt(signals, place)?.pending) return 0;
  const sinceMs = by.again(bit);
  if (sinceMs !== undefined && sinceMsAt(signals, place) < from.atMs)
    signals.numbers[place * PER_SIGNAL] = Math.min(sinceMs, from.receivedAtMs);
  return bit;
};

/** Signals were changed by something else than a `state`. */
export const unsettle = (lift: LiftState): void => {
  const derived = lift[DERIVED];
  if (derived) derived.settledBy = '';
};

/**
 * Takes a `state` into the lift's values; returns the bits of the signals that changed. Most values of most readings are
 * what the same terminal said before: for those not even the signal is looked at. `overtaken`: the state is not the
 * newest; of what later ones tell of, only since when it holds may change.
 */
export const applyState = (
  derived: Derived,
  lift: LiftState,
  body: StateReading,
  o: { readonly from: Source; readonly overtaken?: Overtaken | undefined },
): number => {
  const { from, overtaken } = o;
  if (derived.settledBy !== from.terminalId) {
    derived.settledBy = from.terminalId;
    derived.settled.fill(undefined);
  }
  const { settled } = derived;
  const { signals } = lift;
  let changed = 0;
  let told = 0;
  for (let i = 0; i < signalNames.length; i++) {
    const name = signalNames[i] as SignalName;
    const value = body[name];
    if (value === undefined) continue;
    told |= signalBits[name];
    if (value === settled[i]) continue;
    if (overtaken !== undefined && (signalBits[name] & overtaken.told) !== 0) {
      changed |= beginsAgain(signals, i, { v: normal(value), from, by: overtaken });
      continue;
    }
    if (overtaken !== undefined && isNewer(signals, i, from)) continue;
    changed |= take(lift, i, normal(value), { body, from });
    settled[i] = isSettled(signals, i, from.terminalId) ? value : undefined;
  }
  derived.told = told;
  return changed;
};

const heldAtMs = (lift: LiftState, place: number): UnixMs => {
  const pending = unusualAt(lift.signals, place)?.pending;
  if (!pending) return NEVER;
  return pending.sinceMs + (lift.facts?.minimumHoldMs?.[signalNames[place] as SensorName] ?? 0);
};

/** When the earliest value that has not held long enough will have done so. */
export const pendingDueMs = (lift: LiftState): UnixMs => {
  if (lift.signals.unusual === undefined || !lift.facts?.minimumHoldMs) return NEVER;
  let due = NEVER;
  for (let place = 0; place < signalNames.length; place++) due = Math.min(due, heldAtMs(lift, place));
  return due;
};

export const applyDuePending = (lift: LiftState, nowMs: UnixMs): number => {
  const { signals } = lift;
  let changed = 0;
  unsettle(lift);
  for (let place = 0; place < signalNames.length; place++) {
    if (heldAtMs(lift, place) > nowMs) continue;
    settlePending(signals, place, makeUnusual(signals, place));
    changed |= signalBits[signalNames[place] as SignalName];
  }
  return changed;
};
