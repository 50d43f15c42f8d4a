import type { UnixMs } from '@liftwatch/schemas';
import { NEVER, type LiftState } from './lift-state.ts';
import { makeUnusual, unusualAt } from './signal-memory.ts';
import { signalBits, signalNames, type SignalName } from './signals.ts';
import { newTerminal, terminalNamed, type TerminalState } from './terminal-state.ts';
import { unsettle } from './values.ts';

const DEFAULT_INTERVAL_S = 60;
const MISSED_INTERVALS = 3;
const MAX_TERMINALS = 4;

const silenceMs = (lift: LiftState): number =>
  (lift.facts?.expectedIntervalS ?? DEFAULT_INTERVAL_S) * 1_000 * MISSED_INTERVALS;

/** Log time of the last thing heard of the lift; after an intake outage the end of the outage. 0: never heard. */
export const heardMs = (lift: LiftState): UnixMs => {
  let heard = 0;
  for (const terminal of lift.terminals) {
    if (terminal.heardMs > heard) heard = terminal.heardMs;
  }
  return heard === 0 ? 0 : Math.max(heard, lift.link.restartMs);
};

/** True while the broker does not read what a terminal of the lift sends. */
export const isHeldBack = (lift: LiftState): boolean => {
  for (const terminal of lift.terminals) if (terminal.paused) return true;
  return false;
};

const lostAtMs = (lift: LiftState, terminal: TerminalState): UnixMs =>
  terminal.connected
    ? Math.max(terminal.heardMs, lift.link.restartMs) + silenceMs(lift)
    : (terminal.disconnectedMs ?? terminal.heardMs);

/** When the link counts as lost if nothing more comes: disconnected, or three expected intervals of silence. */
export const linkDueMs = (lift: LiftState): UnixMs => {
  if (lift.link.lost) return NEVER;
  let due = 0;
  for (const terminal of lift.terminals) {
    if (terminal.paused) return NEVER;
    due = Math.max(due, lostAtMs(lift, terminal));
  }
  return due === 0 ? NEVER : due;
};

/** When the next terminal counts as lost while another still speaks for the lift; its values are then unknown. */
export const terminalDueMs = (lift: LiftState): UnixMs => {
  if (lift.link.lost) return NEVER;
  if (lift.terminals.length < 2) return NEVER;
  let due = NEVER;
  for (const terminal of lift.terminals) {
    if (terminal.lost !== true && !terminal.paused)
      due = Math.min(due, Math.max(lostAtMs(lift, terminal), lift.link.sinceMs));
  }
  return due < linkDueMs(lift) ? due : NEVER;
};

const isHeld = (lift: LiftState, place: number): boolean =>
  terminalNamed(lift, lift.signals.terminalIds[place] as string)?.lost !== true ||
  (unusualAt(lift.signals, place)?.heldBy?.some((id) => terminalNamed(lift, id)?.lost !== true) ?? false);

/** Marks every terminal lost that is due by `nowMs`; returns the bits of the signals that nobody reports any more. */
export const loseTerminals = (lift: LiftState, nowMs: UnixMs): number => {
  for (const terminal of lift.terminals) {
    if (!terminal.paused && lostAtMs(lift, terminal) <= nowMs) terminal.lost = true;
  }
  let changed = 0;
  unsettle(lift);
  const { signals } = lift;
  for (let place = 0; place < signalNames.length; place++) {
    if (signals.values[place] === undefined || isHeld(lift, place)) continue;
    const unusual = makeUnusual(signals, place);
    if (unusual.silentSinceMs !== undefined) continue;
    unusual.silentSinceMs = nowMs;
    changed |= signalBits[signalNames[place] as SignalName];
  }
  return changed;
};

/** A lost terminal sent a reading: what it reported before holds again. Returns the bits of those signals. */
export const findTerminal = (lift: LiftState, terminal: TerminalState): number => {
  if (terminal.lost !== true) return 0;
  terminal.lost = undefined;
  let changed = 0;
  unsettle(lift);
  for (let place = 0; place < signalNames.length; place++) {
    const unusual = unusualAt(lift.signals, place);
    if (unusual?.silentSinceMs === undefined || !isHeld(lift, place)) continue;
    unusual.silentSinceMs = undefined;
    changed |= signalBits[signalNames[place] as SignalName];
  }
  return changed;
};

export const loseLink = (lift: LiftState, nowMs: UnixMs): void => {
  lift.link.lost = true;
  lift.link.sinceMs = nowMs;
};

/** The terminal as this lift knows it, created at its first reading; the one heard longest ago makes room. */
export const terminalOf = (lift: LiftState, terminalId: string, receivedAtMs: UnixMs): TerminalState => {
  const known = terminalNamed(lift, terminalId);
  if (known) return known;
  if (lift.terminals.length >= MAX_TERMINALS) {
    const [oldest] = lift.terminals.toSorted((a, b) => a.heardMs - b.heardMs || (a.terminalId < b.terminalId ? -1 : 1));
    lift.terminals = lift.terminals.filter((one) => one !== oldest);
  }
  const fresh = newTerminal(terminalId, receivedAtMs);
  // Not pushed: a list that grows makes room for sixteen more.
  lift.terminals = [...lift.terminals, fresh];
  return fresh;
};
