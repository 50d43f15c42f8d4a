import { languageFor, refusalIn, type RefusalWords, type SpokenLanguage } from './language.ts';

/** A refusal before it is known who reads it. */
export interface Refused {
  readonly status: number;
  readonly code: string;
  readonly english: { readonly title: string; readonly detail: string };
  readonly chinese: RefusalWords;
  /** Each thing that is wrong, where there are several. */
  readonly problems?: readonly string[] | undefined;
  /** The path that was asked for, without what is secret in it. */
  readonly instance: string;
}

/** The document that every service refuses with: its code is the same in every language. @see RFC 9457 */
export interface ProblemDocument {
  readonly type: string;
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly problems?: readonly string[];
  readonly instance: string;
}

/** A refusal in the language that an `Accept-Language` asks for. */
export const problemIn = (
  acceptLanguage: string | undefined,
  { status, code, english, chinese, problems, instance }: Refused,
): { readonly language: SpokenLanguage; readonly document: ProblemDocument } => {
  const language = languageFor(acceptLanguage);
  const words = refusalIn(language, { english, chinese });
  const listed = problems === undefined ? {} : { problems };
  return { language, document: { type: `urn:liftwatch:error:${code}`, status, code, ...words, ...listed, instance } };
};
