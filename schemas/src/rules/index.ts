export { builtInRules } from './built-in.generated.ts';
export type { BuiltInRule } from './built-in.ts';
export { ruleInputs, type RuleInput } from './inputs.ts';
export { ruleSet, type RuleSet, type RuleSetOverride } from './rule-set.ts';
export { levelOf, ruleScope, scopeLevels, type RuleScope, type ScopeLevel } from './scope.ts';
export { userRule, type Guard, type Occurrence, type UserRule, type UserRuleInput } from './user-rule.ts';
export { userRuleArgs } from './user-rule-args.ts';
export { isUserRuleCode } from './user-rule-code.ts';
