import type { PrecisionRow } from '@liftwatch/schemas';

/** Outcomes of warnings of one rule at one firm. */
export interface Outcomes {
  readonly rule: string;
  readonly firmId: string | null;
  readonly confirmed: number;
  readonly rejected: number;
  readonly expired: number;
}

const Z95 = 1.959963984540054;

/** 95 % Wilson score interval of a share; sound for few cases too, unlike the textbook one. @see Wilson 1927 */
export const wilson = (successes: number, trials: number): { readonly low: number; readonly high: number } => {
  const share = successes / trials;
  const z2 = Z95 * Z95;
  const middle = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = (Z95 * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials))) / (1 + z2 / trials);
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
};

const rowOf = (rule: string | null, firmId: string | null, of: readonly Outcomes[]): PrecisionRow => {
  const sum = (pick: (one: Outcomes) => number): number => of.reduce((total, one) => total + pick(one), 0);
  const confirmed = sum((one) => one.confirmed);
  const rejected = sum((one) => one.rejected);
  const looked = confirmed + rejected;
  const interval = looked === 0 ? undefined : wilson(confirmed, looked);
  return {
    rule,
    firmId,
    confirmed,
    rejected,
    expired: sum((one) => one.expired),
    precision: looked === 0 ? null : confirmed / looked,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
  };
};

const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort((a, b) => (a < b ? -1 : 1));

/** All together, per rule, per firm, and per rule and firm; in that order. */
export const precisionTable = (outcomes: readonly Outcomes[]): PrecisionRow[] => [
  rowOf(null, null, outcomes),
  ...distinct(outcomes.map((one) => one.rule)).map((rule) =>
    rowOf(
      rule,
      null,
      outcomes.filter((one) => one.rule === rule),
    ),
  ),
  ...distinct(outcomes.flatMap((one) => one.firmId ?? [])).map((firmId) =>
    rowOf(
      null,
      firmId,
      outcomes.filter((one) => one.firmId === firmId),
    ),
  ),
  ...outcomes.filter((one) => one.firmId !== null).map((one) => rowOf(one.rule, one.firmId, [one])),
];

/** So many outcomes of the rule as a whole stand behind those of one firm. */
const PRIOR = 2;

/**
 * The share of a rule's warnings at a firm that is confirmed, as ranking uses it: the firm's own outcomes, shrunk to the
 * rule's, which begin at one half. Never 0 or 1, whatever few cases say.
 */
export const expectedPrecision = (outcomes: readonly Outcomes[], rule: string, firmId: string | null): number => {
  const ofRule = rowOf(
    rule,
    null,
    outcomes.filter((one) => one.rule === rule),
  );
  const prior = (ofRule.confirmed + 1) / (ofRule.confirmed + ofRule.rejected + 2);
  const own = outcomes.find((one) => one.rule === rule && one.firmId === firmId);
  const looked = (own?.confirmed ?? 0) + (own?.rejected ?? 0);
  return ((own?.confirmed ?? 0) + PRIOR * prior) / (looked + PRIOR);
};
