import type { BuiltInRule } from './built-in.ts';
import { ruleInputs } from './inputs.ts';
import type { UserRule } from './user-rule.ts';

type Args = Record<string, BuiltInRule['args'][string]>;
const MOST = 1_000_000_000;
const MONTH_S = 2_592_000;
const WEEK_S = 604_800;

const unitOf = (path: string): string => ruleInputs.get(path)?.unit || '1';

type Range = readonly [min: number, max: number];

const ofKind = (when: UserRule['when'], source: string): Args => {
  const one = (value: number, unit: string, [min, max]: Range): Args[string] => ({
    default: value,
    unit,
    min,
    max,
    source,
  });
  switch (when.kind) {
    case 'threshold': {
      const unit = unitOf(when.input);
      return {
        limit: one(when.above ?? when.below ?? 0, unit, [-MOST, MOST]),
        deadband: one(when.deadband, unit, [0, MOST]),
      };
    }
    case 'rate':
      return { atLeast: one(when.atLeast, '1', [2, 100]), withinS: one(when.withinS, 's', [1, MONTH_S]) };
    case 'change':
      return { by: one(when.by, unitOf(when.input), [0, MOST]), withinS: one(when.withinS, 's', [16, MONTH_S]) };
    case 'duration':
      return { forS: one(when.forS, 's', [0, MONTH_S]) };
    case 'missing':
      return { forS: one(when.forS, 's', [10, MONTH_S]) };
  }
};

/** The numbers of a rule that users wrote, as arguments: an override reaches them like those of a built-in rule. */
export const userRuleArgs = (rule: Omit<UserRule, 'scope'>): BuiltInRule['args'] => {
  const source = rule.source === '' ? 'rule written by users' : rule.source;
  const seconds = (value: number): Args[string] => ({ default: value, unit: 's', min: 0, max: WEEK_S, source });
  return {
    ...ofKind(rule.when, source),
    onDelayS: seconds(rule.onDelayS),
    offDelayS: seconds(rule.offDelayS),
  };
};
