import { compileUserRule } from '../user-rules/compile.ts';
import { OWN_RULES, type LiftState, type OwnRuleSet } from './lift-state.ts';
import type { Rule } from './rule.ts';

/** Lifts of one rule set share what was compiled of it; so many sets are kept. */
const MOST_SETS = 256;
const compiled = new WeakMap<readonly Rule[], Map<string, readonly Rule[]>>();

const withUserRules = (base: readonly Rule[], { version, rules: added }: OwnRuleSet): readonly Rule[] => {
  let known = compiled.get(base);
  if (known === undefined) compiled.set(base, (known = new Map()));
  const key = JSON.stringify([version, added]);
  let rules = known.get(key);
  if (rules === undefined) {
    if (known.size >= MOST_SETS) known.clear();
    // After the built-in ones: nothing that users write comes before a verdict about people.
    rules = [...base, ...added.map((rule) => compileUserRule(rule, version))];
    known.set(key, rules);
  }
  return rules;
};

/** The rules that judge a lift: the partition's, and after them those that users added for it. */
export const rulesOf = (base: readonly Rule[], lift: LiftState): readonly Rule[] => {
  const set = lift.ruleSet;
  if (set === undefined || set.rules.length === 0) return base;
  const own = lift[OWN_RULES];
  if (own?.base === base) return own.rules;
  const rules = withUserRules(base, set);
  lift[OWN_RULES] = { base, rules };
  return rules;
};
