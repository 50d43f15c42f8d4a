import type { Arrival } from '../arrival.ts';
import { advanceClock } from '../intake/clock.ts';
import type { StepOutput } from './call.ts';
import { judge } from './judge.ts';
import { linkDueMs, loseLink, loseTerminals } from './link.ts';
import type { LiftState } from './lift-state.ts';
import type { Rule } from './rule.ts';
import { changeBits } from './signals.ts';
import { terminalNamed } from './terminal-state.ts';

type Session = Extract<Arrival, { type: 'session' }>;

/**
 * A terminal of the lift connected, disconnected, or its socket was paused or resumed by us. Only the newest session's
 * end counts; without session ids (hand-written logs) every end does.
 */
export const takeSession = (rules: readonly Rule[], lift: LiftState, arrival: Session, out: StepOutput): void => {
  const terminal = terminalNamed(lift, arrival.terminalId);
  if (!terminal) return;
  const { receivedAtMs, sessionId } = arrival;
  const older = sessionId !== undefined && terminal.sessionId !== undefined && sessionId < terminal.sessionId;
  if (older) return;
  if (arrival.session !== 'disconnected') {
    advanceClock(terminal, receivedAtMs);
    terminal.heardMs = receivedAtMs;
    terminal.connected = true;
    terminal.paused = arrival.session === 'paused';
    if (sessionId !== undefined) terminal.sessionId = sessionId;
    if (!lift.link.lost) return;
    lift.link.lost = false;
    lift.link.sinceMs = receivedAtMs;
    return judge(rules, lift, { nowMs: receivedAtMs, receivedAtMs, changed: changeBits.link | changeBits.heard }, out);
  }
  advanceClock(terminal, receivedAtMs);
  terminal.connected = false;
  terminal.paused = false;
  terminal.disconnectedMs = receivedAtMs;
  if (lift.link.lost) return;
  if (linkDueMs(lift) > receivedAtMs) {
    const changed = loseTerminals(lift, receivedAtMs);
    return judge(rules, lift, { nowMs: receivedAtMs, receivedAtMs, changed }, out);
  }
  loseLink(lift, receivedAtMs);
  judge(rules, lift, { nowMs: receivedAtMs, receivedAtMs, changed: changeBits.link }, out);
};
