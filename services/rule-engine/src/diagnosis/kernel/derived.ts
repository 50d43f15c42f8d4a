import { hearingOf } from './hearing.ts';
import { idleStates } from './idle.ts';
import { DERIVED, NEVER, type Derived, type LiftState, type RuleState } from './lift-state.ts';
import type { Rule } from './rule.ts';
import { signalNames } from './signals.ts';

/** What is derived of the lift, for these rules. */
export const derivedOf = (rules: readonly Rule[], lift: LiftState): Derived => {
  const known = lift[DERIVED];
  if (known?.order === rules) return known;
  const derived: Derived = {
    order: rules,
    hearing: hearingOf(rules),
    states: rules.map((rule) => lift.rules[rule.name]),
    idle: idleStates(rules),
    dueMs: rules.map(() => NEVER),
    isAwake: rules.map(() => 0),
    isStale: true,
    isHolding: false,
    settled: signalNames.map(() => undefined),
    settledBy: '',
    told: 0,
  };
  lift[DERIVED] = derived;
  return derived;
};

/** The lift's rule states in the order of `rules`; undefined where a rule was never told anything. */
export const statesOf = (rules: readonly Rule[], lift: LiftState): (RuleState | undefined)[] =>
  derivedOf(rules, lift).states;
