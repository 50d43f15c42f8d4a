/** A fenced block of a document. */
export interface Example {
  readonly language: string;
  readonly code: string;
}

/** The fenced blocks of a document, in order. */
export const examplesOf = (markdown: string): readonly Example[] =>
  [...markdown.matchAll(/^```(\w+)[^\n]*\n([\s\S]*?)^```$/gm)].map(([, language = '', code = '']) => ({
    language,
    code,
  }));
