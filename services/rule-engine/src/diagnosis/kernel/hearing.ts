import type { Hearing } from './lift-state.ts';
import type { Rule } from './rule.ts';

const known = new WeakMap<readonly Rule[], Hearing>();

/** What the rules are told of, made once for all lifts that they judge. */
export const hearingOf = (rules: readonly Rule[]): Hearing => {
  let hearing = known.get(rules);
  if (hearing === undefined) {
    hearing = {
      inputs: Int32Array.from(rules, (rule) => rule.inputs),
      idleInputs: Int32Array.from(rules, (rule) => rule.idleInputs ?? 0),
      canSleep: Uint8Array.from(rules, (rule) => (rule.idleInputs === undefined ? 0 : 1)),
    };
    known.set(rules, hearing);
  }
  return hearing;
};
