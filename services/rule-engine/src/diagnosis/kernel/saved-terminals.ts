import type { Reading, UnixMs } from '@liftwatch/schemas';
import { NONE, type SavedNames } from './saved-names.ts';
import {
  kinds,
  newestOf,
  newTerminal,
  noneNewest,
  putNewest,
  type NewestReading,
  type TerminalState,
} from './terminal-state.ts';

type Boot = TerminalState['boots'][number];
type NewestRow = readonly [agoMs: number, boot: number, seq: number];
type ByKind<T> = Readonly<Partial<Record<Reading['kind'], T>>>;

/** A terminal as an object of a table by its id, `newest` as one of a table by its kind. */
interface Plain<N> extends Omit<TerminalState, 'newest' | 'terminalId'> {
  readonly newest: ByKind<N>;
}
type PlainTerminal = Plain<NewestReading>;
/** Numbers seen as steps from one to the next, times as steps back from a base. */
type SavedTerminal = Plain<NewestRow>;

interface To {
  readonly names: SavedNames;
  readonly baseMs: UnixMs;
}
interface From {
  readonly names: readonly string[];
  readonly baseMs: UnixMs;
}

const saveBoot = ({ seen, ...rest }: Boot): Boot => ({
  ...rest,
  seen: seen.map((number, i) => number - (seen[i - 1] ?? 0)),
});
const readBoot = ({ boot, seen, leastMs }: Boot): Boot => {
  let number = 0;
  return { boot, leastMs, seen: seen.map((step) => (number += step)) };
};

const saveNewest = ({ atMs, boot, seq }: NewestReading, { names, baseMs }: To): NewestRow => [
  baseMs - atMs,
  names.placeOf(boot),
  seq ?? NONE,
];
const readNewest = ([agoMs, boot, seq]: NewestRow, { names, baseMs }: From): NewestReading => ({
  atMs: baseMs - agoMs,
  boot: boot === NONE ? undefined : names[boot],
  seq: seq === NONE ? undefined : seq,
});

/** Place, then of each state its time and its bits. */
const turned = (states: readonly number[], baseMs: UnixMs): number[] =>
  states.map((number, i) => (i % 2 === 1 ? baseMs - number : number));

const plain = <N>(terminal: TerminalState, write: (one: NewestReading) => N): Plain<N> => {
  const { terminalId: _, ...rest } = terminal;
  const newest: Partial<Record<Reading['kind'], N>> = {};
  for (const kind of kinds) {
    const one = newestOf(terminal, kind);
    if (one) newest[kind] = write(one);
  }
  return { ...rest, newest };
};

const unplain = <N>(terminalId: string, saved: Plain<N>, read: (one: N) => NewestReading): TerminalState => {
  const newest = noneNewest();
  for (const kind of kinds) {
    const one = saved.newest[kind];
    if (one !== undefined) putNewest(newest, kind, read(one));
  }
  const usual = newTerminal(terminalId, 0);
  return { ...usual, ...saved, clock: { ...usual.clock, ...saved.clock }, newest };
};

export const saveTerminals = (terminals: readonly TerminalState[], o: To): Record<string, SavedTerminal> => {
  const saved: Record<string, SavedTerminal> = {};
  for (const terminal of terminals) {
    const states = terminal.states && { states: turned(terminal.states, o.baseMs) };
    const whole = plain(terminal, (one) => saveNewest(one, o));
    saved[terminal.terminalId] = { ...whole, boots: terminal.boots.map(saveBoot), ...states };
  }
  return saved;
};

/** The other way. */
export const readTerminals = (saved: Readonly<Record<string, SavedTerminal>>, o: From): TerminalState[] =>
  Object.entries(saved).map(([terminalId, one]) => {
    const terminal = unplain(terminalId, one, (row) => readNewest(row, o));
    terminal.boots = terminal.boots.map(readBoot);
    if (terminal.states) terminal.states = turned(terminal.states, o.baseMs);
    return terminal;
  });

/** As they stand, in a table by id, as older versions saved them. */
export const plainTerminals = (terminals: readonly TerminalState[]): Record<string, PlainTerminal> =>
  Object.fromEntries(terminals.map((one) => [one.terminalId, plain(one, (newest) => newest)]));

export const terminalsFrom = (saved: Readonly<Record<string, PlainTerminal>>): TerminalState[] =>
  Object.entries(saved).map(([terminalId, one]) => unplain(terminalId, one, (newest) => newest));
