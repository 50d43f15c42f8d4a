import { ruleSet, type RuleSet } from '@liftwatch/schemas';
import { parse as parseYaml } from 'yaml';
import type { z } from 'zod';
import { DispatchError } from '../errors.ts';
import { ruleSetProblems } from './check.ts';

const invalid = (problems: readonly string[], cause?: unknown): DispatchError =>
  new DispatchError('LIFT_DISPATCH_RULES_INVALID', `${problems.length} problems in the rule set: put them right`, {
    recoverable: false,
    problems,
    ...(cause !== undefined && { cause }),
  });

const place = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (at, step) => (typeof step === 'number' ? `${at}[${step}]` : at === '' ? String(step) : `${at}.${String(step)}`),
    '',
  ) || 'file';

const words = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'unrecognized_keys') return `no field is called ${issue.keys.join(', ')}: correct or remove it`;
  if (issue.code === 'invalid_type' && issue.message.includes('received undefined')) return 'is missing: add it';
  if (issue.message.includes('expected string, received number')) return 'is a number: put it in quotes';
  return issue.message;
};

/** YAML, of which JSON is a part. */
const parsed = (text: string): unknown => {
  try {
    return parseYaml(text, { maxAliasCount: 0 });
  } catch (cause) {
    throw invalid([`file: is neither YAML nor JSON: ${cause instanceof Error ? cause.message : String(cause)}`], cause);
  }
};

/**
 * Reads a rule set and checks it whole: form, names, units, ranges.
 * @throws {DispatchError} LIFT_DISPATCH_RULES_INVALID with one line per problem
 */
export const readRuleSet = (content: string | object): RuleSet => {
  const result = ruleSet.safeParse(typeof content === 'string' ? parsed(content) : content);
  if (!result.success) throw invalid(result.error.issues.map((issue) => `${place(issue.path)}: ${words(issue)}`));
  const problems = ruleSetProblems(result.data);
  if (problems.length > 0) throw invalid(problems);
  return result.data;
};
