import type { UnixMs } from '@liftwatch/schemas';
import { NEVER, type LiftState, type TerminalState } from './lift-state.ts';

const DEFAULT_INTERVAL_S = 60;
const MISSED_INTERVALS = 3;
const MAX_TERMINALS = 4;

const silenceMs = (lift: LiftState): number =>
  (lift.facts?.expectedIntervalS ?? DEFAULT_INTERVAL_S) * 1_000 * MISSED_INTERVALS;

/** Log time of the last thing heard of the lift; after an intake outage the end of the outage. 0: never heard. */
export const heardMs = (lift: LiftState): UnixMs => {
  let heard = 0;
  for (const id in lift.terminals) {
    const terminal = lift.terminals[id] as TerminalState;
    if (terminal.heardMs > heard) heard = terminal.heardMs;
  }
  return heard === 0 ? 0 : Math.max(heard, lift.link.restartMs);
};

/** When the link counts as lost if nothing more comes: disconnected, or three expected intervals of silence. */
export const linkDueMs = (lift: LiftState): UnixMs => {
  if (lift.link.lost) return NEVER;
  let due = 0;
  for (const id in lift.terminals) {
    const terminal = lift.terminals[id] as TerminalState;
    if (terminal.paused) return NEVER;
    const lostAt = terminal.connected
      ? Math.max(terminal.heardMs, lift.link.restartMs) + silenceMs(lift)
      : (terminal.disconnectedMs ?? terminal.heardMs);
    if (lostAt > due) due = lostAt;
  }
  return due === 0 ? NEVER : due;
};

export const loseLink = (lift: LiftState, nowMs: UnixMs): void => {
  lift.link.lost = true;
  lift.link.sinceMs = nowMs;
};

/** The terminal as this lift knows it, created at its first reading; the one heard longest ago makes room. */
export const terminalOf = (lift: LiftState, terminalId: string, receivedAtMs: UnixMs): TerminalState => {
  const known = lift.terminals[terminalId];
  if (known) return known;
  const ids = Object.keys(lift.terminals);
  if (ids.length >= MAX_TERMINALS) {
    ids.sort(
      (a, b) =>
        (lift.terminals[a] as TerminalState).heardMs - (lift.terminals[b] as TerminalState).heardMs || (a < b ? -1 : 1),
    );
    delete lift.terminals[ids[0] as string];
  }
  const fresh: TerminalState = {
    connected: true,
    paused: false,
    heardMs: receivedAtMs,
    clock: { connectedMs: 0, buckets: [], offsetMs: 0, epoch: 0 },
    boots: [],
    newest: {},
  };
  lift.terminals[terminalId] = fresh;
  return fresh;
};
