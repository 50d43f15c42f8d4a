import type { Bilingual } from '@liftwatch/schemas';

/** One line for people who read either language. */
export const both = ({ zh, en }: Bilingual): string => `${zh} · ${en}`;

/** A definition: Chinese, then English, each a paragraph of its own. */
export const bothParagraphs = ({ zh, en }: Bilingual): string => `${zh}\n\n${en}`;

export const t = (zh: string, en: string): Bilingual => ({ zh, en });
