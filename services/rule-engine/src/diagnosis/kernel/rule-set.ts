import type { LiftRules, UnixMs } from '@liftwatch/schemas';
import type { StepOutput } from './call.ts';
import { DERIVED, OWN_RULES, type LiftState, type RuleState } from './lift-state.ts';
import { rulesOf } from './own-rules.ts';
import type { Rule } from './rule.ts';
import { slotDecided } from './slots.ts';

const isSame = (a: object | undefined, b: object): boolean =>
  a !== undefined && JSON.stringify(a) === JSON.stringify(b);

/** What a rule that is no longer there had open is over: nobody is left to clear it. */
const endAll = (lift: LiftState, rule: Rule, state: RuleState, o: { receivedAtMs: UnixMs; out: StepOutput }): void => {
  for (const slot of state.slots) {
    if (slot.revision === 0 || slot.stage === 'muted') continue;
    slot.tags.push('rule-removed');
    slotDecided(lift, rule, slot, { nowMs: o.receivedAtMs, receivedAtMs: o.receivedAtMs, out: o.out, how: 'operator' });
  }
};

/**
 * Takes the rule set that holds for the lift from now on. A rule whose definition is unchanged keeps its memory and its
 * timers; a changed one begins anew and keeps what it has reported; a removed one clears it.
 */
export const takeRuleSet = (
  base: readonly Rule[],
  lift: LiftState,
  entry: LiftRules,
  o: { receivedAtMs: UnixMs; out: StepOutput },
): void => {
  const before = new Map((lift.ruleSet?.rules ?? []).map((rule) => [`user/${rule.name}`, rule]));
  const after = new Map(entry.rules.map((rule) => [`user/${rule.name}`, rule]));
  for (const rule of rulesOf(base, lift)) {
    const state = lift.rules[rule.name];
    if (!before.has(rule.name) || !state) continue;
    const next = after.get(rule.name);
    if (!next) {
      endAll(lift, rule, state, o);
      delete lift.rules[rule.name];
    } else if (isSame(before.get(rule.name), next)) {
      state.version = entry.version;
    } else {
      lift.rules[rule.name] = {
        ...state,
        version: entry.version,
        data: undefined,
        wakeAtMs: undefined,
        slots: state.slots.filter((slot) => slot.revision > 0),
      };
    }
  }
  const known = lift.ruleSet?.sinceMs ?? {};
  const sinceMs = Object.fromEntries(entry.rules.map(({ name }) => [name, known[name] ?? o.receivedAtMs]));
  lift.ruleSet = { version: entry.version, rules: entry.rules, sinceMs };
  lift.overrides = {};
  for (const { rule, args, from } of entry.overrides) lift.overrides[rule] = { version: entry.version, args, from };
  delete lift[OWN_RULES];
  delete lift[DERIVED];
  for (const rule of rulesOf(base, lift)) {
    const state = lift.rules[rule.name];
    if (state && state.data === undefined) state.data = rule.initial();
  }
};
