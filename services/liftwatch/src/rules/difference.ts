import { resolver, type Resolved, type Standing } from '@liftwatch/dispatch';
import { builtInRules, levelOf, type RuleScope, type RuleSet } from '@liftwatch/schemas';

/** One thing that differs: an argument of a rule, or a rule that users wrote. */
export interface Difference {
  readonly rule: string;
  /** Absent: the rule itself. */
  readonly arg?: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface LiftDifference {
  readonly lifts: readonly string[];
  readonly changes: readonly (Difference & { readonly from?: string })[];
}

export interface SetDifference {
  readonly before: string;
  readonly after: string;
  /** As the files say it: per scope. */
  readonly said: readonly (Difference & { readonly scope: string })[];
  /** As it comes out for lifts, those with the same changes together; absent: no lifts were given. */
  readonly lifts?: readonly LiftDifference[];
}

const scopeText = (scope: RuleScope | undefined): string => {
  const at = levelOf(scope);
  return !at || at.level === 'fleet' ? 'fleet' : `${at.level} ${at.ids.join(', ')}`;
};

type Flat = Map<string, { rule: string; arg?: string; value: string; scope: string }>;

const flat = (set: RuleSet): Flat => {
  const all: Flat = new Map();
  for (const { rule, scope, args } of set.overrides) {
    const where = scopeText(scope);
    for (const [arg, value] of Object.entries(args))
      all.set(`${rule}|${arg}|${where}`, { rule, arg, value: String(value), scope: where });
  }
  for (const { scope, ...rule } of set.rules) {
    const where = scopeText(scope);
    const name = `user/${rule.name}`;
    all.set(`${name}||${where}`, { rule: name, value: JSON.stringify(rule), scope: where });
  }
  return all;
};

const said = (before: RuleSet, after: RuleSet): SetDifference['said'] => {
  const [a, b] = [flat(before), flat(after)];
  return [...new Set([...a.keys(), ...b.keys()])].sort().flatMap((key) => {
    const [was, is] = [a.get(key), b.get(key)];
    if (was?.value === is?.value) return [];
    const { rule, arg, scope } = (is ?? was) as NonNullable<typeof is>;
    return [{ rule, ...(arg !== undefined && { arg }), scope, before: was?.value ?? null, after: is?.value ?? null }];
  });
};

const defaults = new Map(builtInRules.map((rule) => [rule.name, rule.args]));

const argsOf = (resolved: Resolved): Map<string, { value: number; from: string }> =>
  new Map(
    resolved.overrides.flatMap(({ rule, args, from }) =>
      Object.entries(args).map(([arg, value]) => [`${rule}|${arg}`, { value, from: from?.[arg] ?? '' }] as const),
    ),
  );

/** What differs for one lift, with whose word it is now. */
const differencesFor = (before: Resolved, after: Resolved): LiftDifference['changes'] => {
  const [a, b] = [argsOf(before), argsOf(after)];
  const args = [...new Set([...a.keys(), ...b.keys()])].sort().flatMap((key) => {
    const [rule = '', arg = ''] = key.split('|');
    const usual = defaults.get(rule)?.[arg]?.default;
    const [was, is] = [a.get(key)?.value ?? usual, b.get(key)?.value ?? usual];
    if (was === is) return [];
    const from = b.get(key)?.from ?? 'default';
    return [
      { rule, arg, before: was === undefined ? null : String(was), after: is === undefined ? null : String(is), from },
    ];
  });
  const texts = (resolved: Resolved) =>
    new Map(resolved.rules.map((rule) => [`user/${rule.name}`, JSON.stringify(rule)]));
  const [x, y] = [texts(before), texts(after)];
  const rules = [...new Set([...x.keys(), ...y.keys()])].sort().flatMap((rule) => {
    const [was, is] = [x.get(rule) ?? null, y.get(rule) ?? null];
    return was === is ? [] : [{ rule, before: was, after: is }];
  });
  return [...args, ...rules];
};

/** What differs between two rule sets, and, with lifts, for which of them. Pure. */
export const differenceOf = (before: RuleSet, after: RuleSet, lifts?: readonly Standing[]): SetDifference => {
  const whole = { before: before.version, after: after.version, said: said(before, after) };
  if (!lifts) return whole;
  const [a, b] = [resolver(before), resolver(after)];
  const groups = new Map<string, { lifts: string[]; changes: LiftDifference['changes'] }>();
  for (const lift of lifts) {
    const changes = differencesFor(a(lift), b(lift));
    if (changes.length === 0) continue;
    const key = JSON.stringify(changes);
    const group = groups.get(key) ?? { lifts: [], changes };
    group.lifts.push(lift.liftId);
    groups.set(key, group);
  }
  return { ...whole, lifts: [...groups.values()] };
};
