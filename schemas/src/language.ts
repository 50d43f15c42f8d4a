import { wishesOf, type Wish } from './wishes.ts';

/** The languages in which people are spoken to; the first where nothing is asked for. */
export const spokenLanguages = ['en', 'zh'] as const;
export type SpokenLanguage = (typeof spokenLanguages)[number];

/** How much a language is wanted: by the most specific range that names it or one of its variants, else by `*`. */
const weightOf = (language: SpokenLanguage, wishes: readonly Wish[]): number => {
  const named = wishes.filter(({ range }) => range === language || range.startsWith(`${language}-`));
  if (named.length > 0) return Math.max(...named.map(({ weight }) => weight));
  return wishes.find(({ range }) => range === '*')?.weight ?? 0;
};

/** What an `Accept-Language` asks for, of what we speak; English where it asks for neither. @see RFC 9110, 12.5.4 */
export const languageFor = (acceptLanguage: string | undefined): SpokenLanguage => {
  const wishes = wishesOf(acceptLanguage);
  return weightOf('zh', wishes) > weightOf('en', wishes) ? 'zh' : 'en';
};

/** What a refusal means, and what to do about it. */
export interface RefusalWords {
  readonly title: string;
  readonly remedy: string;
}

/** Title and detail of a problem document in a language. In Chinese the particulars follow as they are, since they name fields, ids and codes. */
export const refusalIn = (
  language: SpokenLanguage,
  said: { readonly english: { readonly title: string; readonly detail: string }; readonly chinese: RefusalWords },
): { readonly title: string; readonly detail: string } =>
  language === 'en'
    ? said.english
    : { title: said.chinese.title, detail: `${said.chinese.remedy}（${said.english.detail}）` };
