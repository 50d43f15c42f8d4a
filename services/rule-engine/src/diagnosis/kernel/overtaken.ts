import type { UnixMs } from '@liftwatch/schemas';
import type { TerminalState } from './lift-state.ts';

/** So many later states may overtake one. */
const STATES = 8;

/** Remembers that a `state` of that time told of these signals. Bounded; forgotten where the terminal's clock is set, as `newest` is. */
export const noteState = (terminal: TerminalState, atMs: UnixMs, told: number): void => {
  const states = (terminal.states ??= [0]);
  const place = states[0] as number;
  states[1 + 2 * place] = atMs;
  states[2 + 2 * place] = told;
  states[0] = (place + 1) % STATES;
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
