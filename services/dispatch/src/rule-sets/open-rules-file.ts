import { DispatchError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import type { RuleSets } from './rule-sets.ts';
import { followRulesFile, type RulesFile } from './watch-file.ts';

/** The rules file that the configuration names; undefined: none. */
export const openRulesFile = ({ config, deps }: Parts, ruleSets: RuleSets): RulesFile | undefined => {
  const path = config.LIFTWATCH_DISPATCH_RULES_FILE;
  if (path === undefined) return undefined;
  return followRulesFile({
    path,
    ruleSets,
    onTaken: (version, liftsToldCount) => deps.logger.info({ path, version, liftsToldCount }, 'rule set taken'),
    onRefused: (err) =>
      deps.logger.error(
        {
          err,
          path,
          ...(err instanceof DispatchError && { problems: err.problems }),
          zh: '规则文件有误，仍用原版本',
          en: 'the rules file is wrong: the active version stays',
        },
        'operator alert',
      ),
  });
};
