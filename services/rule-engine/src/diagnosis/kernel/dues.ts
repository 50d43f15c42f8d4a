import type { UnixMs } from '@liftwatch/schemas';
import { derivedOf } from './derived.ts';
import { DERIVED, NEVER, type Derived, type LiftState, type Slot } from './lift-state.ts';
import type { Rule } from './rule.ts';
import { slotDueMs } from './slots.ts';

/** Takes the due time of one rule anew from its state. To be called whenever a rule was told something. */
export const noteDue = (lift: LiftState, derived: Derived, index: number): void => {
  const state = derived.states[index];
  let due = NEVER;
  let isAwake = 0;
  if (state !== undefined) {
    due = state.wakeAtMs ?? NEVER;
    // Not `of`: most lists here are the frozen one and few are others, and the engine then makes an iterator for each.
    for (let i = 0; i < state.slots.length; i++) {
      const slot = state.slots[i] as Slot;
      isAwake = 1;
      if (slot.holdUntilMs > 0) derived.isHolding = true;
      const at = slotDueMs(lift, slot);
      if (at < due) due = at;
    }
  }
  if (due === NEVER && derived.order[index]?.wakesItself === true) isAwake = 1;
  derived.dueMs[index] = due;
  derived.isAwake[index] = isAwake;
};

/** Slots were changed by something else than their rule or their timer: a person, an outage, a backlog. */
export const forgetDues = (lift: LiftState): void => {
  const derived = lift[DERIVED];
  if (derived) derived.isStale = true;
};

/** The due times of the rules as they are now; what is forgotten is taken anew. */
export const duesOf = (rules: readonly Rule[], lift: LiftState): Derived => {
  const derived = derivedOf(rules, lift);
  if (derived.isStale) {
    derived.isHolding = false;
    for (let i = 0; i < rules.length; i++) noteDue(lift, derived, i);
    derived.isStale = false;
  }
  return derived;
};

/** When the first rule of the lift is next due. */
export const firstDueMs = (rules: readonly Rule[], lift: LiftState): UnixMs => {
  const { dueMs } = duesOf(rules, lift);
  let due = NEVER;
  for (let i = 0; i < dueMs.length; i++) if ((dueMs[i] as number) < due) due = dueMs[i] as number;
  return due;
};
