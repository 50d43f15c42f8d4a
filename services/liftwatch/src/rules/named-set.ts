import { BUILT_IN, DispatchError, readRuleSet } from '@liftwatch/dispatch';
import type { RuleSet } from '@liftwatch/schemas';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { CliConfig } from '../config.ts';
import { getFromDispatch } from '../dispatch-client.ts';
import { CliError } from '../errors.ts';

/** The rules as they come: a set that changes nothing. */
export const builtInSet: RuleSet = {
  version: BUILT_IN,
  author: 'liftwatch',
  reason: 'the rules as they come',
  overrides: [],
  rules: [],
};

const isFileName = (name: string): boolean => /\.(ya?ml|json)$/i.test(name) || name.includes('/');

/** A rule set in a file, checked. @throws {CliError} LIFT_CLI_NO_INPUT, LIFT_CLI_BAD_INPUT with one line per problem */
export const readSetFile = async (path: string): Promise<RuleSet> => {
  if (!existsSync(path)) throw new CliError('LIFT_CLI_NO_INPUT', `cannot read ${path}: check the name`);
  try {
    return readRuleSet(await readFile(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof DispatchError)) throw error;
    throw new CliError('LIFT_CLI_BAD_INPUT', `${path} is wrong:${error.problems.map((one) => `\n  ${one}`).join('')}`);
  }
};

/**
 * A rule set as the command line names it: a file (.yaml, .yml, .json), `built-in`, `active`, or a version that dispatch
 * keeps.
 */
export const namedSet = async (name: string, config: () => CliConfig): Promise<RuleSet> => {
  if (name === BUILT_IN) return builtInSet;
  if (isFileName(name) || existsSync(name)) return readSetFile(name);
  if (name !== 'active') return getFromDispatch(config(), `/api/v1/rule-sets/${encodeURIComponent(name)}`);
  const { active } = await getFromDispatch<{ active: string }>(config(), '/api/v1/rule-sets');
  return active === BUILT_IN
    ? builtInSet
    : getFromDispatch(config(), `/api/v1/rule-sets/${encodeURIComponent(active)}`);
};
