import type { Delivery } from '@liftwatch/schemas';
import type { Words } from '../words/zh.ts';

type MessageWords = Pick<Words['message'], 'states' | 'lineBusy' | 'notPlaced' | 'errors' | 'notAnswered'>;

/** Where a message stands; a call that waits for its line, or that was left out, says so. */
export const standingOf = ({ state, lineBusySinceMs, attempts, notPlaced }: Delivery, words: MessageWords): string => {
  if (notPlaced !== undefined) return words.notPlaced[notPlaced] ?? notPlaced;
  if (state === 'queued' && lineBusySinceMs !== undefined && attempts === 0) return words.lineBusy;
  return words.states[state] ?? state;
};

/** What went wrong with it; undefined: nothing, or it has arrived all the same. */
export const troubleOf = ({ channel, state, lastError }: Delivery, words: MessageWords): string | undefined => {
  if (lastError === undefined || state === 'delivered') return undefined;
  if (channel === 'voice' && lastError === 'receipt: failed') return words.notAnswered;
  return words.errors[lastError] ?? lastError;
};
