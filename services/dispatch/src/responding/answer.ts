import type { Bilingual } from '@liftwatch/schemas';
import type { Action } from '../incidents/actions/action.ts';
import type { Candidate } from './which.ts';
import { noneText, severalText, unreadText } from './words.ts';

/** What a reply by SMS came to. */
export type SmsAnswer =
  /** Nobody of ours: silence. */
  | { readonly is: 'nobody' }
  | { readonly is: 'done'; readonly candidate: Candidate; readonly text: Bilingual; readonly action: Action }
  /** `reason`: stable code of why the step was not taken. */
  | { readonly is: 'not-done'; readonly candidate: Candidate; readonly text: Bilingual; readonly reason: string }
  /** Understood, and nothing is open for the number. */
  | { readonly is: 'none' }
  | { readonly is: 'unread'; readonly candidates: readonly Candidate[] }
  | { readonly is: 'several'; readonly candidates: readonly Candidate[] };

/** Longest end of a place's name that is named again. */
const PLACE_CHARACTERS = 20;

/** The answer as free text, in the language of whoever wrote, where the carrier takes that; undefined: silence. */
export const answerText = (answer: SmsAnswer): string | undefined => {
  switch (answer.is) {
    case 'nobody':
      return undefined;
    case 'none':
      return noneText;
    case 'unread':
      return unreadText;
    case 'several':
      return severalText(answer.candidates);
    default:
      return `${answer.text[answer.candidate.language ?? 'zh']} ${answer.candidate.place.slice(-PLACE_CHARACTERS)}`;
  }
};
