import type { Incident } from '@liftwatch/schemas';
import type { WordList } from '../api/queries.ts';
import type { Language } from '../words/language.tsx';
import type { Words } from '../words/zh.ts';

/** What an incident is called: its kind, and for a fault the name of its code. */
export const kindName = (
  kind: string,
  words: Words,
  of: { list: WordList | undefined; language: Language },
): string => {
  const [family = '', code] = kind.split('/');
  if (family !== 'fault') return words.kind[family as keyof Words['kind']] ?? kind;
  const entry = code === undefined ? undefined : of.list?.codes[code];
  return entry === undefined ? `${words.kind.fault} ${code ?? ''}` : entry[of.language];
};

export const placeName = ({ lift, liftId, scope }: Incident): string => lift.name ?? liftId ?? scope;
