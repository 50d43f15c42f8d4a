import { isMissingAfter } from '../../intake/dedupe.ts';
import type { RuleCall } from '../../kernel/rule.ts';
import type { SignalName } from '../../kernel/signals.ts';
import type { Told } from './memory.ts';

/** The present reading, where its terminal numbers what it sends. */
export const toldBy = (c: RuleCall): Told | undefined => {
  const { boot, seq } = c.reading?.body ?? {};
  return boot === undefined || seq === undefined ? undefined : { atMs: c.nowMs, terminalId: c.terminalId, boot, seq };
};

/** Readings of the same terminal and boot between then and now have not come. */
export const isCutSince = (c: RuleCall, told: Told | undefined): boolean => {
  const terminal = told && c.lift.terminals[told.terminalId];
  if (!terminal || c.terminalId !== told.terminalId || c.reading?.body.boot !== told.boot) return false;
  return isMissingAfter(terminal, told.boot, told.seq);
};

/** The same since a signal took the value that it has. */
export const isCutSinceChange = (c: RuleCall, name: SignalName): boolean => {
  const { boot, seq, sinceMs, terminalId } = c.lift.signals[name] ?? {};
  if (boot === undefined || seq === undefined || sinceMs === undefined || terminalId === undefined) return false;
  return isCutSince(c, { atMs: sinceMs, terminalId, boot, seq });
};
