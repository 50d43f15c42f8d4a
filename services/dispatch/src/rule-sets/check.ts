import { builtInRules, levelOf, userRuleArgs, type BuiltInRule, type RuleSet } from '@liftwatch/schemas';
import { readArgument } from './argument.ts';
import { userRuleProblems } from './check-user-rule.ts';
import { didYouMean } from './nearest.ts';

/** The version that is shown where no rule set was ever published. */
export const BUILT_IN = 'built-in';
const RESERVED: ReadonlySet<string> = new Set([BUILT_IN, 'audit']);

/** The arguments that each rule has: of the engine, and of the set itself. */
export const argsByRule = (set: RuleSet, engine: readonly BuiltInRule[] = builtInRules) =>
  new Map<string, BuiltInRule['args']>([
    ...engine.map((rule) => [rule.name, rule.args] as const),
    ...set.rules.map((rule) => [`user/${rule.name}`, userRuleArgs(rule)] as const),
  ]);

interface Said {
  readonly where: string;
  readonly what: string;
}

/** Two words of the same level about the same thing: neither is closer to the lift, so nobody could say which holds. */
const noteTwice = (
  said: Map<string, Said>,
  one: Said & { readonly scope: RuleSet['rules'][number]['scope'] },
): string[] => {
  const at = levelOf(one.scope);
  if (!at) return [];
  const keys = at.ids.length === 0 ? [''] : at.ids;
  return keys.flatMap((id) => {
    const key = `${at.level}|${id}|${one.what}`;
    const before = said.get(key);
    said.set(key, before ?? one);
    const whose = id === '' ? 'the fleet' : `${at.level} ${id}`;
    return before ? [`${one.where}: ${before.where} already says it for ${whose}: keep one of them`] : [];
  });
};

const overrideProblems = (set: RuleSet, args: ReturnType<typeof argsByRule>): string[] => {
  const said = new Map<string, Said>();
  return set.overrides.flatMap((override, i) => {
    const where = `overrides[${i}]`;
    const known = args.get(override.rule);
    if (!known)
      return [
        `${where}.rule: there is no rule "${override.rule}".${didYouMean(override.rule, args.keys())} List them: liftwatch rules list`,
      ];
    const scope = levelOf(override.scope)
      ? []
      : [`${where}.scope: names more than one of lift, model, site, firm: write one override for each`];
    const values = Object.entries(override.args).flatMap(([name, written]) => {
      const field = `${where}.args.${name}`;
      const spec = known[name];
      if (!spec) {
        const has = Object.keys(known).join(', ') || 'none';
        return [
          `${field}: rule ${override.rule} has no argument "${name}".${didYouMean(name, Object.keys(known))} It has: ${has}`,
        ];
      }
      const read = readArgument(written, spec);
      const twice = noteTwice(said, { where: field, what: `${override.rule}|${name}`, scope: override.scope });
      return [...(read.ok ? [] : [`${field}: ${name} ${read.problem}`]), ...twice];
    });
    return [...scope, ...values];
  });
};

const ruleProblems = (set: RuleSet): string[] => {
  const said = new Map<string, Said>();
  return set.rules.flatMap((rule, i) => {
    const where = `rules[${i}] (${rule.name})`;
    return [
      ...userRuleProblems(rule).map((problem) => `${where}.${problem}`),
      ...noteTwice(said, { where: `${where}.name`, what: rule.name, scope: rule.scope }),
    ];
  });
};

/** What is wrong with a rule set that fits its schema: one line per problem, field and remedy in it. Empty: nothing. */
export const ruleSetProblems = (set: RuleSet, engine: readonly BuiltInRule[] = builtInRules): readonly string[] => [
  ...(RESERVED.has(set.version) ? [`version: "${set.version}" has a meaning of its own here: choose another`] : []),
  ...ruleProblems(set),
  ...overrideProblems(set, argsByRule(set, engine)),
];
