import type { UnixMs } from '@liftwatch/schemas';
import { newestOf, type TerminalState } from './terminal-state.ts';

/** So many later states may overtake one. */
const STATES = 8;

/** Where the next one goes: behind the others, or where the oldest is. */
const nextPlace = (states: readonly number[]): number => {
  const count = (states.length - 1) / 2;
  if (count < STATES) return count;
  let oldest = 0;
  for (let place = 1; place < count; place++)
    if ((states[1 + 2 * place] as number) < (states[1 + 2 * oldest] as number)) oldest = place;
  return oldest;
};

/**
 * Remembers that a `state` of that time told of these signals. Bounded: the newest are kept, whatever order they came in;
 * one that tells of none need not be. Forgotten where the terminal's clock is set, as `newest` is.
 */
export const noteState = (terminal: TerminalState, atMs: UnixMs, told: number): void => {
  if (told === 0) return;
  const states = (terminal.states ??= [0]);
  const place = states[0] as number;
  states[1 + 2 * place] = atMs;
  states[2 + 2 * place] = told;
  states[0] = nextPlace(states);
};

/**
 * A `state` that later ones have overtaken. A terminal that reports only what changed says each thing once: what no later
 * state tells of, this one tells of last. The signals that later ones tell of, which it must not touch; undefined: it is
 * older than all that is remembered, and changes nothing.
 */
export const toldSince = (terminal: TerminalState, atMs: UnixMs): number | undefined => {
  const { states } = terminal;
  if (!states) return undefined;
  let told = 0;
  let isAfterOne = false;
  for (let i = 1; i < states.length; i += 2) {
    if ((states[i] as number) > atMs) told |= states[i + 1] as number;
    else isAfterOne = true;
  }
  return isAfterOne ? told : undefined;
};

/**
 * It has a number from before that of the newest `state` of its boot, which had not come until now: it was held up on the
 * way, and is no old word said again.
 */
export const wasHeldUp = (
  terminal: TerminalState,
  { boot, seq }: { readonly boot: string | undefined; readonly seq: number | undefined },
): boolean => {
  const newest = newestOf(terminal, 'state');
  if (seq === undefined || newest?.seq === undefined) return false;
  return newest.boot === boot && seq < newest.seq;
};

/** When, by the terminal's clock, a later state first told of the signal again; undefined: none that is remembered did. */
export const toldAgainMs = (terminal: TerminalState, atMs: UnixMs, bit: number): UnixMs | undefined => {
  let first: UnixMs | undefined;
  const { states } = terminal;
  if (!states) return undefined;
  for (let i = 1; i < states.length; i += 2) {
    const at = states[i] as number;
    if (at > atMs && ((states[i + 1] as number) & bit) !== 0 && (first === undefined || at < first)) first = at;
  }
  return first;
};
