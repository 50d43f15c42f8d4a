import { levelOf, type RuleScope, type RuleSet } from '@liftwatch/schemas';
import { BUILT_IN } from './check.ts';

/** Arguments of one rule for one scope; null takes an argument back to what holds farther away. */
export interface Amendment {
  readonly rule: string;
  readonly scope?: RuleScope | undefined;
  readonly args: Readonly<Record<string, number | string | null>>;
}

const sameScope = (a: RuleScope | undefined, b: RuleScope | undefined): boolean =>
  JSON.stringify(levelOf(a)) === JSON.stringify(levelOf(b));

const nextVersion = (version: string, taken: ReadonlySet<string>): string => {
  const base = version.replace(/_\d+$/, '').slice(0, 56);
  for (let n = 1; ; n++) if (!taken.has(`${base}_${n}`)) return `${base}_${n}`;
};

/** The set that comes of the active one by a single change. Its version is made of the old one's. Pure. */
export const amended = (
  active: RuleSet | undefined,
  change: Amendment & { readonly by: string; readonly reason: string },
  taken: ReadonlySet<string>,
): RuleSet => {
  const overrides = [...(active?.overrides ?? [])];
  const at = overrides.findIndex((one) => one.rule === change.rule && sameScope(one.scope, change.scope));
  const args = { ...overrides[at]?.args };
  for (const [name, value] of Object.entries(change.args)) {
    if (value === null) delete args[name];
    else args[name] = value;
  }
  const scope = change.scope && { scope: change.scope };
  const next = { rule: change.rule, ...scope, args, note: change.reason };
  if (at >= 0) overrides.splice(at, 1);
  if (Object.keys(args).length > 0) overrides.push(next);
  return {
    version: nextVersion(active?.version ?? BUILT_IN, taken),
    author: change.by,
    reason: change.reason,
    overrides,
    rules: active?.rules ?? [],
  };
};
