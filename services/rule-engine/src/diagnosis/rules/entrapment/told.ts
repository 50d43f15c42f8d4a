import { isMissingAfter, isMissingWithin, isSteady } from '../../intake/dedupe.ts';
import type { RuleCall } from '../../kernel/rule.ts';
import type { SignalName } from '../../kernel/signals.ts';
import { terminalNamed } from '../../kernel/terminal-state.ts';
import type { Told } from './memory.ts';

/** The present reading, where its terminal numbers what it sends. */
export const toldBy = (c: RuleCall): Told | undefined => {
  const { boot, seq } = c.reading?.body ?? {};
  return boot === undefined || seq === undefined ? undefined : { atMs: c.nowMs, terminalId: c.terminalId, boot, seq };
};

/** Readings of the same terminal and boot between then and now have not come. */
export const isCutSince = (c: RuleCall, told: Told | undefined): boolean => {
  const terminal = told && terminalNamed(c.lift, told.terminalId);
  if (!terminal || c.terminalId !== told.terminalId || c.reading?.body.boot !== told.boot) return false;
  return isMissingAfter(terminal, told.boot, told.seq);
};

/**
 * The same on a line that is known to number one by one: readings were lost. Only this may hold a call back, since a number
 * that is missing on any other line may be of a gateway's other lift, or of a terminal that numbers in its own way.
 */
export const isLostSince = (c: RuleCall, told: Told | undefined): boolean => {
  if (!told || !isCutSince(c, told)) return false;
  const terminal = terminalNamed(c.lift, told.terminalId);
  return terminal !== undefined && isSteady(terminal, told.boot);
};

/** The same since a signal took the value that it has. */
export const isLostSinceChange = (c: RuleCall, name: SignalName): boolean => {
  const { boot, seq, sinceMs, terminalId } = c.told(name) ?? {};
  if (boot === undefined || seq === undefined || sinceMs === undefined || terminalId === undefined) return false;
  return isLostSince(c, { atMs: sinceMs, terminalId, boot, seq });
};

/** A ride with its door cycles is told in so many readings, about. */
const RIDE_READINGS = 20;

/** Of what led here a reading is missing: what it would have said is not known. */
export const isCutLately = (c: RuleCall): boolean =>
  c.lift.terminals.some((terminal) => isMissingWithin(terminal, RIDE_READINGS));
