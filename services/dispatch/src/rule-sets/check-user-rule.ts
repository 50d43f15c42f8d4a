import { catalogueEntry, isUserRuleCode, levelOf, ruleInputs, type RuleSet } from '@liftwatch/schemas';
import { didYouMean } from './nearest.ts';

type Rule = RuleSet['rules'][number];
type When<K extends Rule['when']['kind']> = Extract<Rule['when'], { kind: K }>;
type Values = { readonly is?: unknown; readonly isNot?: unknown };
type Bounds = { readonly above?: number | undefined; readonly below?: number | undefined };
type Say = (field: string, problem: string) => void;

const signals = [...ruleInputs.values()].filter((input) => input.kind === 'state').map((input) => input.path);
const numbers = [...ruleInputs.values()].filter((input) => input.type === 'number').map((input) => input.path);

const checkNumber = (field: string, path: string, say: Say): void => {
  const input = ruleInputs.get(path);
  if (!input)
    say(
      field,
      `there is no input "${path}".${didYouMean(path, numbers)} Signals of state: by name; others: kind.field`,
    );
  else if (input.type !== 'number') say(field, `"${path}" is no number: use the kind duration, or another input`);
};

const listed = (values: unknown): readonly unknown[] =>
  values === undefined ? [] : Array.isArray(values) ? values : [values];

const checkValues = (field: string, want: Values & Bounds & { readonly signal: string }, say: Say): void => {
  const { signal } = want;
  const input = ruleInputs.get(signal);
  if (!input || input.kind !== 'state')
    return say(`${field}.signal`, `there is no signal "${signal}" in state.${didYouMean(signal, signals)}`);
  for (const key of ['is', 'isNot'] as const) {
    for (const value of listed(want[key])) {
      if (input.type === 'boolean' && typeof value !== 'boolean')
        say(`${field}.${key}`, `${JSON.stringify(value)}: ${signal} is true or false`);
      if (input.type === 'word' && input.words.length > 0 && !input.words.includes(String(value)))
        say(`${field}.${key}`, `${JSON.stringify(value)}: ${signal} is one of ${input.words.join(', ')}`);
      if (input.type === 'number') say(`${field}.${key}`, `${signal} is a number: use above or below`);
    }
  }
  if ((want.above !== undefined || want.below !== undefined) && input.type !== 'number')
    say(field, `${signal} is no number: use is or isNot`);
};

const exactlyOne = (field: string, of: Readonly<Record<string, unknown>>, say: Say): void => {
  const named = Object.keys(of).filter((key) => of[key] !== undefined);
  if (named.length !== 1)
    say(
      field,
      `give exactly one of ${Object.keys(of).join(', ')}, not ${named.length === 0 ? 'none' : named.join(' and ')}`,
    );
};

const checkThreshold = (when: When<'threshold'>, say: Say): void => {
  checkNumber('when.input', when.input, say);
  exactlyOne('when', { above: when.above, below: when.below }, say);
  if (when.median % 2 === 0) say('when.median', `is ${when.median}: must be odd, so that there is a middle one`);
  if (when.median > 1 && ruleInputs.get(when.input)?.kind === 'state')
    say('when.median', `${when.input} is a signal of state: a median is for records (trip, door ...); use onDelayS`);
};

const checkRate = ({ of }: When<'rate'>, say: Say): void => {
  if (of.what === 'becomes') checkValues('when.of', { signal: of.signal, is: of.value }, say);
  if (of.what !== 'record') return;
  checkNumber('when.of.input', of.input, say);
  if (ruleInputs.get(of.input)?.kind === 'state')
    say('when.of.input', `${of.input} is a signal of state: count records (trip.x, door.x), or what becomes`);
};

const checkWhen = (when: Rule['when'], say: Say): void => {
  switch (when.kind) {
    case 'threshold':
      return checkThreshold(when, say);
    case 'duration':
      exactlyOne('when', { is: when.is, isNot: when.isNot }, say);
      return checkValues('when', when, say);
    case 'rate':
      return checkRate(when, say);
    case 'change':
      return checkNumber('when.input', when.input, say);
    case 'missing':
      exactlyOne('when', { reading: when.reading, signal: when.signal }, say);
      if (when.signal !== undefined) checkValues('when', { signal: when.signal }, say);
  }
};

const checkCode = (code: string, say: Say): void => {
  if (isUserRuleCode(code)) return;
  const entry = catalogueEntry(code);
  if (!entry) return say('code', `"${code}" is no code of the catalogue: use U-... for one of your own`);
  say('code', `${code} (${entry.en}) is for the built-in rules to find: use U-..., or a code such as X16`);
};

/** What is wrong with a rule that the schema has passed: one line per problem, the field first. */
export const userRuleProblems = (rule: Rule): readonly string[] => {
  const problems: string[] = [];
  const say: Say = (field, problem) => problems.push(`${field}: ${problem}`);
  checkCode(rule.code, say);
  if (rule.title.zh.trim() === '' || rule.title.en.trim() === '') say('title', 'is empty: people read it, zh and en');
  if (!levelOf(rule.scope)) say('scope', 'names more than one of lift, model, site, firm: write one rule for each');
  checkWhen(rule.when, say);
  for (const [i, guard] of rule.while.entries()) {
    checkValues(`while[${i}]`, guard, say);
    const { is, isNot, above, below } = guard;
    if (is === undefined && isNot === undefined && above === undefined && below === undefined)
      say(`while[${i}]`, 'asks for nothing: give is, isNot, above or below');
  }
  return problems;
};
