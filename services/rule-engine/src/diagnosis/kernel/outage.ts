import type { UnixMs } from '@liftwatch/schemas';
import { touch, type StepOutput } from './call.ts';
import { forgetDues } from './dues.ts';
import { judge } from './judge.ts';
import { heardMs } from './link.ts';
import { NEVER, type LiftState } from './lift-state.ts';
import type { Rule } from './rule.ts';
import { changeBits } from './signals.ts';
import { LONGEST_HOLD_MS, slotDueMs } from './slots.ts';

/** A hole between ticks above this is an outage of our own intake. */
export const OUTAGE_MS = 5_000;

/**
 * Our intake was down from `fromMs` to `endMs`. Absence timers start anew at its end; a state timer that fell due
 * inside it waits for the lift's next live reading, at most 60 s.
 */
export const passOutage = (
  rules: readonly Rule[],
  lift: LiftState,
  o: { fromMs: UnixMs; endMs: UnixMs; out: StepOutput },
): void => {
  const { fromMs, endMs, out } = o;
  if (lift.outageFromMs === fromMs) return;
  lift.outageFromMs = fromMs;
  lift.link.restartMs = endMs;
  if (heardMs(lift) > 0) judge(rules, lift, { nowMs: endMs, receivedAtMs: endMs, changed: changeBits.link }, out);
  for (const rule of rules) {
    for (const slot of lift.rules[rule.name]?.slots ?? []) {
      if (slot.stage !== 'waiting' && slot.stage !== 'suspected') continue;
      const due = slotDueMs(lift, slot);
      if (due === NEVER || due < fromMs || due > endMs) continue;
      slot.holdUntilMs = endMs + LONGEST_HOLD_MS;
      slot.unconfirmedSinceMs = fromMs;
    }
  }
  forgetDues(lift);
  lift.nextDueMs = 0;
  touch(out, lift);
};
