import type { WordList } from '../api/queries.ts';
import { kindName } from '../incidents/names.ts';
import type { Language } from '../words/language.tsx';
import { dateAndTime } from '../words/time.ts';
import type { Words } from '../words/zh.ts';

export interface Reader {
  readonly words: Words;
  readonly language: Language;
  readonly list: WordList | undefined;
}

/** A step as an incident's timeline has it: `alarm->acknowledged`, `opened-alarm`, `told-firm`, or one of its own. */
const stepText = (step: string, { state, audit, message }: Words): string => {
  const [from = '', to] = step.split('->');
  if (to !== undefined) return `${state[from] ?? from} → ${state[to] ?? to}`;
  const [, how, of = ''] = /^(opened|told)-(.+)$/.exec(step) ?? [];
  if (how === 'opened') return audit.opened(state[of] ?? of);
  if (how === 'told') return audit.told(message.roles[of] ?? of);
  return audit.steps[step] ?? step;
};

const legs = (words: Words): Readonly<Record<string, string>> => words.checks.legs;

const texts: Readonly<Record<string, (value: string, to: Reader) => string>> = {
  state: (value, { words }) => words.state[value] ?? words.message.states[value] ?? value,
  kind: (value, { words, ...of }) => kindName(value, words, of),
  last: (value, { words }) => stepText(value, words),
  channel: (value, { words }) => words.message.channels[value] ?? value,
  notice: (value, { words }) => words.message.notices[value] ?? value,
  role: (value, { words }) => words.audit.roles[value] ?? value,
  reached: (value, { words }) => legs(words)[value] ?? value,
};

/** What a fact of the record is called. One that is not known here keeps the name that dispatch gave it. */
export const factName = (name: string, words: Words): string => words.audit.fields[name] ?? name;

/** A fact's value for a reader: times, states and steps in words, ids and hashes as they are. */
export const factText = (name: string, value: unknown, to: Reader): string => {
  const { words, language } = to;
  if (typeof value === 'string') return texts[name]?.(value, to) ?? words.audit.values[value] ?? value;
  if (typeof value === 'boolean') return value ? words.lift.yes : words.lift.no;
  if (typeof value === 'number' && name.endsWith('AtMs')) return dateAndTime(value, language);
  return JSON.stringify(value);
};
