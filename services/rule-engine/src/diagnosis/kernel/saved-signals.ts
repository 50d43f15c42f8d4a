import type { UnixMs } from '@liftwatch/schemas';
import { NONE, type SavedNames } from './saved-names.ts';
import { newSignals, putSignal, signalOf, type Signal, type SignalMemory } from './signal-memory.ts';
import { signalNames, type SignalName, type SignalValue } from './signals.ts';

type Rest = Pick<Signal, 'pending' | 'heldBy' | 'silentSinceMs'>;
type Row = readonly [
  v: SignalValue,
  agoMs: number,
  underwayMs: number,
  terminal: number,
  boot: number,
  seq: number,
  rest?: Rest,
];

/** The signals of a lift in a snapshot: times as steps back from a base, terminals and boots by their place among the names. */
type SavedSignals = Readonly<Partial<Record<SignalName, Row>>>;

const restOf = ({ pending, heldBy, silentSinceMs }: Signal): Rest | undefined =>
  pending || heldBy || silentSinceMs !== undefined
    ? { ...(pending && { pending }), ...(heldBy && { heldBy }), ...(silentSinceMs !== undefined && { silentSinceMs }) }
    : undefined;

export const saveSignals = (signals: SignalMemory, o: { names: SavedNames; baseMs: UnixMs }): SavedSignals => {
  const { names, baseMs } = o;
  const rows: Partial<Record<SignalName, Row>> = {};
  for (const name of signalNames) {
    const signal = signalOf(signals, name);
    if (!signal) continue;
    const { v, sinceMs, receivedAtMs, terminalId, boot, seq } = signal;
    const rest = restOf(signal);
    const row = [v, baseMs - sinceMs, receivedAtMs - sinceMs] as const;
    const from = [names.place(terminalId), names.placeOf(boot), seq ?? NONE] as const;
    rows[name] = rest ? [...row, ...from, rest] : [...row, ...from];
  }
  return rows;
};

interface From {
  readonly names: readonly string[];
  readonly baseMs: UnixMs;
}

const readRow = ([v, agoMs, underwayMs, terminal, boot, seq, rest]: Row, { names, baseMs }: From): Signal => {
  const sinceMs = baseMs - agoMs;
  return {
    v,
    sinceMs,
    receivedAtMs: sinceMs + underwayMs,
    terminalId: names[terminal] ?? '',
    boot: boot === NONE ? undefined : names[boot],
    seq: seq === NONE ? undefined : seq,
    heldBy: rest?.heldBy,
    pending: rest?.pending,
    silentSinceMs: rest?.silentSinceMs,
  };
};

/** The other way. */
export const readSignals = (saved: SavedSignals, from: From): SignalMemory => {
  const signals = newSignals();
  for (const name of signalNames) {
    const row = saved[name];
    if (row) putSignal(signals, name, readRow(row, from));
  }
  return signals;
};
