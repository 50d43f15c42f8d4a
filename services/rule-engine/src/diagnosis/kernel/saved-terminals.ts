import type { UnixMs } from '@liftwatch/schemas';
import type { LiftState, TerminalState } from './lift-state.ts';
import { NONE, type SavedNames } from './saved-names.ts';

type Boot = TerminalState['boots'][number];
type Newest = TerminalState['newest'][string];
type NewestRow = readonly [agoMs: number, boot: number, seq: number];

/** Numbers seen as steps from one to the next, times as steps back from a base. */
interface SavedTerminal extends Omit<TerminalState, 'newest'> {
  readonly newest: Readonly<Record<string, NewestRow>>;
}

interface To {
  readonly names: SavedNames;
  readonly baseMs: UnixMs;
}
interface From {
  readonly names: readonly string[];
  readonly baseMs: UnixMs;
}

const saveBoot = ({ boot, seen }: Boot): Boot => ({
  boot,
  seen: seen.map((number, i) => number - (seen[i - 1] ?? 0)),
});
const readBoot = ({ boot, seen }: Boot): Boot => {
  let number = 0;
  return { boot, seen: seen.map((step) => (number += step)) };
};

const saveNewest = ({ atMs, boot, seq }: Newest, { names, baseMs }: To): NewestRow => [
  baseMs - atMs,
  names.placeOf(boot),
  seq ?? NONE,
];
const readNewest = ([agoMs, boot, seq]: NewestRow, { names, baseMs }: From): Newest => ({
  atMs: baseMs - agoMs,
  boot: boot === NONE ? undefined : names[boot],
  seq: seq === NONE ? undefined : seq,
});

/** Place, then of each state its time and its bits. */
const turned = (states: readonly number[], baseMs: UnixMs): number[] =>
  states.map((number, i) => (i % 2 === 1 ? baseMs - number : number));

const saveTerminal = (terminal: TerminalState, o: To): SavedTerminal => {
  const newest: Record<string, NewestRow> = {};
  for (const kind in terminal.newest) newest[kind] = saveNewest(terminal.newest[kind] as Newest, o);
  const states = terminal.states && { states: turned(terminal.states, o.baseMs) };
  return { ...terminal, boots: terminal.boots.map(saveBoot), newest, ...states };
};

export const saveTerminals = (terminals: LiftState['terminals'], o: To): Record<string, SavedTerminal> => {
  const saved: Record<string, SavedTerminal> = {};
  for (const id in terminals) saved[id] = saveTerminal(terminals[id] as TerminalState, o);
  return saved;
};

/** The saved object itself, brought back: nobody else holds it. */
const readTerminal = (saved: SavedTerminal, o: From): TerminalState => {
  const terminal = saved as unknown as TerminalState;
  terminal.boots = saved.boots.map(readBoot);
  for (const kind in saved.newest) terminal.newest[kind] = readNewest(saved.newest[kind] as NewestRow, o);
  if (saved.states) terminal.states = turned(saved.states, o.baseMs);
  return terminal;
};

/** The other way, in place. */
export const readTerminals = (saved: Record<string, SavedTerminal>, o: From): LiftState['terminals'] => {
  for (const id in saved) readTerminal(saved[id] as SavedTerminal, o);
  return saved as unknown as LiftState['terminals'];
};
