import type { WordList } from '../api/queries.ts';
import { kindName } from '../incidents/names.ts';
import type { Language } from '../words/language.tsx';
import { dateAndTime } from '../words/time.ts';
import type { Words } from '../words/zh.ts';

interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** A fact of the record as dispatch puts it into words; see its /openapi.json. */
export interface ShownFact {
  readonly fact: string;
  readonly name: Bilingual;
  readonly value: Bilingual;
}

export interface Reader {
  readonly words: Words;
  readonly language: Language;
  readonly list: WordList | undefined;
}

const legs = (words: Words): Readonly<Record<string, string>> => words.checks.legs;

/** Facts that the page has better words for than dispatch: names of faults are in its word list. */
const texts: Readonly<Record<string, (value: string, to: Reader) => string | undefined>> = {
  kind: (value, { words, ...of }) => kindName(value, words, of),
  role: (value, { words }) => words.audit.roles[value],
  reached: (value, { words }) => legs(words)[value],
};

/** A fact's value for a reader: times on the city's clock, what has words in words, ids and hashes as they are. */
export const factText = ({ fact, value }: ShownFact, raw: unknown, to: Reader): string => {
  if (typeof raw === 'number' && fact.endsWith('AtMs')) return dateAndTime(raw, to.language);
  const known = typeof raw === 'string' ? (texts[fact]?.(raw, to) ?? to.words.audit.values[raw]) : undefined;
  return known ?? value[to.language];
};
