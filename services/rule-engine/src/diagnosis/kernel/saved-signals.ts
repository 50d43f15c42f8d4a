import type { UnixMs } from '@liftwatch/schemas';
import { NONE, type SavedNames } from './saved-names.ts';
import {
  newSignals,
  PER_SIGNAL,
  putSignal,
  unusualAt,
  type Signal,
  type SignalMemory,
  type Unusual,
} from './signal-memory.ts';
import { signalNames, type SignalName, type SignalValue } from './signals.ts';

type Rest = Unusual;
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

const restOf = (unusual: Unusual | undefined): Rest | undefined => {
  if (unusual === undefined) return undefined;
  const { pending, heldBy, silentSinceMs } = unusual;
  return pending || heldBy || silentSinceMs !== undefined
    ? { ...(pending && { pending }), ...(heldBy && { heldBy }), ...(silentSinceMs !== undefined && { silentSinceMs }) }
    : undefined;
};

export const saveSignals = (signals: SignalMemory, o: { names: SavedNames; baseMs: UnixMs }): SavedSignals => {
  const { names, baseMs } = o;
  const { values, numbers, terminalIds, boots } = signals;
  const rows: Partial<Record<SignalName, Row>> = {};
  for (let place = 0; place < signalNames.length; place++) {
    const v = values[place];
    if (v === undefined) continue;
    const sinceMs = numbers[place * PER_SIGNAL] as number;
    const underwayMs = (numbers[place * PER_SIGNAL + 1] as number) - sinceMs;
    const from = names.place(terminalIds[place] as string);
    const boot = names.placeOf(boots[place]);
    const seq = numbers[place * PER_SIGNAL + 2] as number;
    const rest = restOf(unusualAt(signals, place));
    rows[signalNames[place] as SignalName] = rest
      ? [v, baseMs - sinceMs, underwayMs, from, boot, seq, rest]
      : [v, baseMs - sinceMs, underwayMs, from, boot, seq];
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
