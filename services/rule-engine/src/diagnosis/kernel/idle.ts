import { NO_SLOTS, type RuleState } from './lift-state.ts';
import type { Rule } from './rule.ts';

export type Plain = Readonly<Record<string, unknown>>;

export const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isEmpty = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.length === 0;
  if (!isPlain(value)) return false;
  for (const _ in value) return false;
  return true;
};

/** The same value, or both an empty list or both an empty object. */
export const isSame = (a: unknown, b: unknown): boolean =>
  a === b || (isEmpty(a) && isEmpty(b) && Array.isArray(a) === Array.isArray(b));

const initials = new WeakMap<Rule, unknown>();

/** What the rule begins with; one for all lifts, never to be changed. */
export const initialOf = (rule: Rule): unknown => {
  if (!initials.has(rule)) initials.set(rule, rule.initial());
  return initials.get(rule);
};

const isAsBegun = (data: unknown, initial: unknown): boolean => {
  if (!isPlain(data) || !isPlain(initial)) return data === initial;
  for (const name in data) if (!isSame(data[name], initial[name])) return false;
  for (const name in initial) if (initial[name] !== undefined && data[name] === undefined) return false;
  return true;
};

export const newRuleState = (rule: Rule): RuleState => ({
  version: rule.version,
  data: rule.initial(),
  wakeAtMs: undefined,
  slots: NO_SLOTS,
});

/** The rule remembers nothing of the lift: it is as if it had never been told anything. */
export const isIdle = (rule: Rule, { data, wakeAtMs, slots, closed, flaps }: RuleState): boolean =>
  slots.length === 0 && wakeAtMs === undefined && !closed && !flaps && isAsBegun(data, initialOf(rule));

/**
 * States that rules without any memory of a lift are told with, one for all lifts: most rules never have anything to
 * remember, and a state of their own at every lift would be two objects each, and memory that has to be fetched.
 */
const idle = new WeakMap<readonly Rule[], RuleState[]>();

export const idleStates = (rules: readonly Rule[]): RuleState[] => {
  let states = idle.get(rules);
  if (states === undefined) idle.set(rules, (states = rules.map(newRuleState)));
  return states;
};
