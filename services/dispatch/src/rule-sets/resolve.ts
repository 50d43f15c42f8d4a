import {
  levelOf,
  scopeLevels,
  type LiftRules,
  type RuleScope,
  type RuleSet,
  type ScopeLevel,
} from '@liftwatch/schemas';
import { readArgument } from './argument.ts';
import { argsByRule } from './check.ts';

/** Where a lift stands, as scopes ask for it. */
export interface Standing {
  readonly liftId: string;
  readonly modelId?: string | undefined;
  readonly siteId?: string | undefined;
  readonly firmId?: string | undefined;
}

/** What holds for one lift. */
export type Resolved = Pick<LiftRules, 'version' | 'overrides' | 'rules'>;

/** The farthest level first, so that each closer one has the last word: fleet, firm, site, model, lift. */
const farthestFirst: readonly ScopeLevel[] = [...scopeLevels].reverse();

const idAt = (level: ScopeLevel, lift: Standing): string | undefined =>
  ({ lift: lift.liftId, model: lift.modelId, site: lift.siteId, firm: lift.firmId, fleet: undefined })[level];

const appliesAt = (level: ScopeLevel, scope: RuleScope | undefined, lift: Standing): boolean => {
  const at = levelOf(scope);
  if (at?.level !== level) return false;
  const id = idAt(level, lift);
  return level === 'fleet' || (id !== undefined && at.ids.includes(id));
};

/**
 * Resolves a checked rule set for lifts: lift > model > site > firm > fleet > default, argument by argument. A rule of
 * one name in several scopes is one rule: the definition closest to the lift holds. Pure.
 */
export const resolver = (set: RuleSet): ((lift: Standing) => Resolved) => {
  const args = argsByRule(set);
  return (lift) => {
    const rules = new Map<string, Resolved['rules'][number]>();
    const overrides = new Map<string, { args: Record<string, number>; from: Record<string, string> }>();
    for (const level of farthestFirst) {
      for (const { scope, ...rule } of set.rules) if (appliesAt(level, scope, lift)) rules.set(rule.name, rule);
      for (const override of set.overrides) {
        if (!appliesAt(level, override.scope, lift)) continue;
        const one = overrides.get(override.rule) ?? { args: {}, from: {} };
        overrides.set(override.rule, one);
        for (const [name, written] of Object.entries(override.args)) {
          const spec = args.get(override.rule)?.[name];
          const read = spec && readArgument(written, spec);
          if (!read?.ok) continue;
          one.args[name] = read.value;
          one.from[name] = level === 'fleet' ? 'fleet' : `${level} ${idAt(level, lift) ?? ''}`;
        }
      }
    }
    return {
      version: set.version,
      rules: [...rules.values()],
      overrides: [...overrides].map(([rule, one]) => ({ rule, ...one })),
    };
  };
};

/** The lifts that a rule set names one by one: they are told also when the registry does not know them. */
export const liftsNamed = (set: RuleSet): readonly string[] => [
  ...new Set(
    [...set.rules, ...set.overrides].flatMap(({ scope }) => {
      const at = levelOf(scope);
      return at?.level === 'lift' ? at.ids : [];
    }),
  ),
];

/** Nothing differs from the rules as they come. */
export const isPlain = (resolved: Resolved): boolean => resolved.rules.length === 0 && resolved.overrides.length === 0;
