import type { LiftFacts, UnixMs } from '@liftwatch/schemas';
import type { StepOutput } from './call.ts';
import { kindOf } from './finding-line.ts';
import { heardMs } from './link.ts';
import type { LiftState } from './lift-state.ts';
import type { Rule } from './rule.ts';
import { remove, slotDecided } from './slots.ts';

/** People may be in danger: only the lift or a person on site ends that. */
const isAboutPeople = (code: string): boolean => ['entrapment', 'dangerous-movement'].includes(kindOf(code));

/**
 * The lift is no longer registered: what was open of it is nobody's work any more, except where people may be in danger. What it
 * still says is judged on.
 */
export const takeOut = (
  rules: readonly Rule[],
  lift: LiftState,
  o: { readonly receivedAtMs: UnixMs; readonly out: StepOutput },
): void => {
  const how = { nowMs: o.receivedAtMs, receivedAtMs: o.receivedAtMs, out: o.out, how: 'removed' } as const;
  for (const rule of rules) {
    for (const slot of lift.rules[rule.name]?.slots ?? [])
      if (slot.revision > 0 && slot.stage !== 'muted' && !isAboutPeople(slot.code)) slotDecided(lift, rule, slot, how);
  }
  lift.removed = true;
  delete lift.facts;
};

/** Takes the facts of a registered lift; what was ended when it was taken out may be found anew. */
export const bringBack = (lift: LiftState, facts: LiftFacts): void => {
  lift.facts = facts;
  if (lift.removed === undefined) return;
  delete lift.removed;
  for (const name in lift.rules) {
    const state = lift.rules[name];
    for (const slot of [...(state?.slots ?? [])])
      if (state && slot.stage === 'muted' && slot.ending === 'removed') remove(state, slot);
  }
};

const hasOpen = (lift: LiftState): boolean => {
  for (const name in lift.rules)
    for (const { stage } of lift.rules[name]?.slots ?? []) if (stage === 'suspected' || stage === 'alarm') return true;
  return false;
};

/** Taken out of the registry, silent, and nothing open: it is on no list and in no count any more, and still known by its id. */
export const isGone = (lift: LiftState): boolean =>
  lift.removed === true && (lift.link.lost || heardMs(lift) === 0) && !hasOpen(lift);
