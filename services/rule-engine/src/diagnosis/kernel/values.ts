import type { SensorName, StateReading, UnixMs } from '@liftwatch/schemas';
import { DERIVED, NEVER, type Derived, type LiftState, type Signal } from './lift-state.ts';
import { signalBits, signalNames, type SignalName, type SignalValue } from './signals.ts';

const normal = (value: SignalValue): SignalValue => (value === 'unknown' ? null : value);

export interface Source {
  readonly atMs: UnixMs;
  readonly receivedAtMs: UnixMs;
  readonly terminalId: string;
}

const write = (signal: Signal, value: SignalValue, body: StateReading, from: Source): void => {
  signal.v = value;
  signal.sinceMs = from.atMs;
  signal.receivedAtMs = from.receivedAtMs;
  signal.terminalId = from.terminalId;
  signal.heldBy = undefined;
  signal.boot = body.boot;
  signal.seq = body.seq;
};

/** The same value from another terminal: it holds for as long as one of them is heard from. */
const alsoHeldBy = (signal: Signal, terminalId: string): void => {
  if (signal.terminalId === terminalId || signal.heldBy?.includes(terminalId) === true) return;
  (signal.heldBy ??= []).push(terminalId);
};

const settlePending = (signal: Signal, pending: NonNullable<Signal['pending']>): void => {
  signal.v = pending.v;
  signal.sinceMs = pending.sinceMs;
  if (pending.terminalId !== undefined) signal.terminalId = pending.terminalId;
  signal.heldBy = undefined;
  signal.pending = undefined;
};

const take = (
  lift: LiftState,
  name: SignalName,
  value: SignalValue,
  o: { body: StateReading; from: Source },
): number => {
  const { body, from } = o;
  const signal = lift.signals[name];
  if (!signal) {
    lift.signals[name] = {
      v: value,
      sinceMs: from.atMs,
      receivedAtMs: from.receivedAtMs,
      terminalId: from.terminalId,
      boot: body.boot,
      seq: body.seq,
      heldBy: undefined,
      pending: undefined,
      silentSinceMs: undefined,
    };
    return signalBits[name];
  }
  const holdMs = lift.facts?.minimumHoldMs?.[name as SensorName] ?? 0;
  let changed = 0;
  const pending = signal.pending;
  if (pending && from.atMs >= pending.sinceMs + holdMs) {
    settlePending(signal, pending);
    changed = signalBits[name];
  }
  if (signal.silentSinceMs !== undefined) {
    signal.silentSinceMs = undefined;
    changed = signalBits[name];
  }
  if (signal.v === value) {
    signal.pending = undefined;
    alsoHeldBy(signal, from.terminalId);
    return changed;
  }
  if (holdMs > 0) {
    if (signal.pending?.v !== value) signal.pending = { v: value, sinceMs: from.atMs, terminalId: from.terminalId };
    return changed;
  }
  write(signal, value, body, from);
  return signalBits[name];
};

/** The value would change nothing if the same terminal reported it again. */
const isSettled = (signal: Signal, terminalId: string): boolean =>
  signal.pending === undefined &&
  signal.silentSinceMs === undefined &&
  signal.heldBy === undefined &&
  signal.terminalId === terminalId;

/** Another terminal told of it since. */
const isNewer = (signal: Signal | undefined, { atMs }: Source): boolean =>
  signal !== undefined && signal.sinceMs > atMs;

/** Signals were changed by something else than a `state`. */
export const unsettle = (lift: LiftState): void => {
  const derived = lift[DERIVED];
  if (derived) derived.settledBy = '';
};

/**
 * Takes a `state` into the lift's values; returns the bits of the signals that changed. Most values of most readings are
 * what the same terminal said before: for those not even the signal is looked at. `overtaken`: the state is not the
 * newest; the signals that later ones tell of, which stay as they are.
 */
export const applyState = (
  derived: Derived,
  lift: LiftState,
  body: StateReading,
  o: { readonly from: Source; readonly overtaken?: number | undefined },
): number => {
  const { from, overtaken } = o;
  if (derived.settledBy !== from.terminalId) {
    derived.settledBy = from.terminalId;
    derived.settled.fill(undefined);
  }
  const { settled } = derived;
  let changed = 0;
  let told = 0;
  for (let i = 0; i < signalNames.length; i++) {
    const name = signalNames[i] as SignalName;
    const value = body[name];
    if (value === undefined) continue;
    told |= signalBits[name];
    if (value === settled[i]) continue;
    if (overtaken !== undefined && ((signalBits[name] & overtaken) !== 0 || isNewer(lift.signals[name], from)))
      continue;
    changed |= take(lift, name, normal(value), { body, from });
    settled[i] = isSettled(lift.signals[name] as Signal, from.terminalId) ? value : undefined;
  }
  derived.told = told;
  return changed;
};

/** When the earliest value that has not held long enough will have done so. */
export const pendingDueMs = (lift: LiftState): UnixMs => {
  if (!lift.facts?.minimumHoldMs) return NEVER;
  let due = NEVER;
  for (const name in lift.signals) {
    const signal = lift.signals[name as SignalName];
    if (!signal?.pending) continue;
    const at = signal.pending.sinceMs + (lift.facts.minimumHoldMs[name as SensorName] ?? 0);
    if (at < due) due = at;
  }
  return due;
};

export const applyDuePending = (lift: LiftState, nowMs: UnixMs): number => {
  let changed = 0;
  unsettle(lift);
  for (const name in lift.signals) {
    const signal = lift.signals[name as SignalName];
    if (!signal?.pending || signal.pending.sinceMs + (lift.facts?.minimumHoldMs?.[name as SensorName] ?? 0) > nowMs)
      continue;
    settlePending(signal, signal.pending);
    changed |= signalBits[name as SignalName];
  }
  return changed;
};
