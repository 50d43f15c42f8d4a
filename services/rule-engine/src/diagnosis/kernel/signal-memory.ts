import type { UnixMs } from '@liftwatch/schemas';
import { signalNames, type SignalName, type SignalValue } from './signals.ts';

/** What one signal last said. `v` null: the terminal says it does not know. */
export interface Signal {
  v: SignalValue;
  /** Corrected time at which the value began. */
  sinceMs: UnixMs;
  receivedAtMs: UnixMs;
  terminalId: string;
  boot?: string | undefined;
  seq?: number | undefined;
  /** A new value that has not yet held for the minimum hold of its signal. */
  pending?: { v: SignalValue; sinceMs: UnixMs; terminalId?: string } | undefined;
  /** Every terminal that reports this value, where it is more than `terminalId`. */
  heldBy?: string[] | undefined;
  /** All terminals that report it are lost since then, while another speaks for the lift: counts as unknown. */
  silentSinceMs?: UnixMs | undefined;
}

/** What few signals have. */
export type Unusual = Pick<Signal, 'pending' | 'heldBy' | 'silentSinceMs'>;

/**
 * What the signals of one lift last said, in lists by their place in `signalNames`. An object for each would be four for
 * the garbage collector, since each of its times is one of its own: 90 for every lift. A list of numbers is one.
 */
export interface SignalMemory {
  /** Undefined: never told. */
  readonly values: (SignalValue | undefined)[];
  /** Of each signal `sinceMs`, `receivedAtMs` and `seq`, -1: without. */
  readonly numbers: number[];
  readonly terminalIds: string[];
  readonly boots: (string | undefined)[];
  /** Undefined at nearly every lift. */
  unusual: (Unusual | undefined)[] | undefined;
}

/** Numbers of each signal. */
export const PER_SIGNAL = 3;
const NO_SEQ = -1;

/** Place of a signal in the lists. */
export const placeOf: Readonly<Record<SignalName, number>> = Object.fromEntries(
  signalNames.map((name, place) => [name, place]),
) as Record<SignalName, number>;

// A copy of a list of doubles is one; a list that is filled with whole numbers at first becomes one late, if at all.
const noNumbers = signalNames.flatMap(() => [0.5, 0.5, 0.5]);
const noValues = signalNames.map(() => undefined);
const noTerminals = signalNames.map(() => '');

export const newSignals = (): SignalMemory => ({
  values: noValues.slice(),
  numbers: noNumbers.slice(),
  terminalIds: noTerminals.slice(),
  boots: noValues.slice(),
  unusual: undefined,
});

export const sinceMsAt = (signals: SignalMemory, place: number): UnixMs =>
  signals.values[place] === undefined ? 0 : (signals.numbers[place * PER_SIGNAL] as number);

/** A value that holds since then, by the word of that reading. What is unusual about the signal stays. */
export const writeSignal = (
  signals: SignalMemory,
  place: number,
  o: Pick<Signal, 'v' | 'sinceMs' | 'receivedAtMs' | 'terminalId' | 'boot' | 'seq'>,
): void => {
  signals.values[place] = o.v;
  signals.numbers[place * PER_SIGNAL] = o.sinceMs;
  signals.numbers[place * PER_SIGNAL + 1] = o.receivedAtMs;
  signals.numbers[place * PER_SIGNAL + 2] = o.seq ?? NO_SEQ;
  signals.terminalIds[place] = o.terminalId;
  signals.boots[place] = o.boot;
};

/** The value that was pending holds; by whose word it was received stays as it was. */
export const settleSignal = (signals: SignalMemory, place: number, pending: NonNullable<Signal['pending']>): void => {
  signals.values[place] = pending.v;
  signals.numbers[place * PER_SIGNAL] = pending.sinceMs;
  if (pending.terminalId !== undefined) signals.terminalIds[place] = pending.terminalId;
};

export const unusualAt = (signals: SignalMemory, place: number): Unusual | undefined => signals.unusual?.[place];

/** To be written to: made where there is none. */
export const makeUnusual = (signals: SignalMemory, place: number): Unusual => {
  const all = (signals.unusual ??= signalNames.map(() => undefined));
  return (all[place] ??= { pending: undefined, heldBy: undefined, silentSinceMs: undefined });
};

/** The signal as one object, for who looks at it seldom: a copy. Undefined: never told. */
export const signalOf = (signals: SignalMemory, name: SignalName): Signal | undefined => {
  const place = placeOf[name];
  const v = signals.values[place];
  if (v === undefined) return undefined;
  const [sinceMs, receivedAtMs, seq] = signals.numbers.slice(place * PER_SIGNAL) as [number, number, number];
  return {
    v,
    ...{ sinceMs, receivedAtMs },
    terminalId: signals.terminalIds[place] as string,
    boot: signals.boots[place],
    seq: seq === NO_SEQ ? undefined : seq,
    heldBy: undefined,
    pending: undefined,
    silentSinceMs: undefined,
    ...unusualAt(signals, place),
  };
};

/** Takes a signal as a whole, as `signalOf` gave it. */
export const putSignal = (signals: SignalMemory, name: SignalName, signal: Signal): void => {
  const place = placeOf[name];
  writeSignal(signals, place, signal);
  const { pending, heldBy, silentSinceMs } = signal;
  if (pending || heldBy || silentSinceMs !== undefined)
    Object.assign(makeUnusual(signals, place), { pending, heldBy, silentSinceMs });
};

/** All signals that were ever told, as objects by name. */
export const plainSignals = (signals: SignalMemory): Partial<Record<SignalName, Signal>> => {
  const plain: Partial<Record<SignalName, Signal>> = {};
  for (const name of signalNames) {
    const signal = signalOf(signals, name);
    if (signal) plain[name] = signal;
  }
  return plain;
};

/** The other way. */
export const signalsFrom = (plain: Readonly<Partial<Record<SignalName, Signal>>>): SignalMemory => {
  const signals = newSignals();
  for (const name of signalNames) {
    const signal = plain[name];
    if (signal) putSignal(signals, name, signal);
  }
  return signals;
};
