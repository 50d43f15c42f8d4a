import { z } from 'zod';
import { liftId, text } from '../readings/envelope.ts';

const id = text(1, 64);

/** The levels at which a rule can be changed, the closest to the lift first: its word holds against those after it. */
export const scopeLevels = ['lift', 'model', 'site', 'firm', 'fleet'] as const;
export type ScopeLevel = (typeof scopeLevels)[number];

const ids = (one: z.ZodType<string>, what: string) =>
  z
    .union([one, z.array(one).min(1).max(1_000)])
    .optional()
    .describe(what);

/** Which lifts: those of one level, by id. Exactly one level is named; absent or empty: every lift of the fleet. */
export const ruleScope = z
  .strictObject({
    lift: ids(liftId, 'Lift ids'),
    model: ids(id, 'Model ids, as the registry has them'),
    site: ids(id, 'Site ids'),
    firm: ids(id, 'Maintenance firm ids'),
  })
  .meta({ id: 'RuleScope', title: 'Which lifts' });
export type RuleScope = z.infer<typeof ruleScope>;

/** The level that a scope names, and its ids; `fleet` without any. Undefined: it names more than one level. */
export const levelOf = (
  scope: RuleScope | undefined,
): { readonly level: ScopeLevel; readonly ids: readonly string[] } | undefined => {
  const named = scopeLevels.filter((level) => level !== 'fleet' && scope?.[level] !== undefined);
  if (named.length > 1) return undefined;
  const level = named[0] ?? 'fleet';
  const value = level === 'fleet' ? [] : scope?.[level];
  return { level, ids: typeof value === 'string' ? [value] : (value ?? []) };
};
