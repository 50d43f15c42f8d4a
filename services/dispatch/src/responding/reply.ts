import type { Action } from '../incidents/actions/action.ts';

/** What a phone's reply asks for. `slot`: the letter that the message told, where several incidents are open. */
export interface Reply {
  readonly action: Action;
  /** Said with an acceptance: minutes until arrival. */
  readonly etaMinutes?: number;
  readonly slot?: string;
}

const words: readonly (readonly [RegExp, Action])[] = [
  [/^(1|接单|接受|接|收到|已接单|ok|yes|accept)$/i, { is: 'acknowledge' }],
  [/^(2|拒绝|拒单|拒|不接|no|refuse)$/i, { is: 'refuse', reason: 'refused-by-sms' }],
  [/^(3|我?已?到达|我?已?到场|我?已到|我?到了|arrived?)$/i, { is: 'arrive' }],
  [/^(4|解除|已解除|已解救|救出|已救出|released?)$/i, { is: 'release' }],
];
const actionOf = (said: string | undefined): Action | undefined =>
  said === undefined ? undefined : words.find(([pattern]) => pattern.test(said))?.[1];

/** What phones put around what was meant: full-width forms, invisible characters, a digit's key, quotes, a full stop. */
const plainOf = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\p{Cf}|\uFE0F|\u20E3/gu, '')
    .replace(/^[\s"'“”‘’「」『』【】[\]()]+|[\s"'“”‘’「」『』【】[\]()。.!,、;:~?]+$/gu, '')
    .replace(/^(?:回复?|reply)[\s:"'“”]*(?=\S)/iu, '');

const slotBehind = String.raw`(?:[\s,、+/加-]*(?<slot>[A-Za-z])(?![A-Za-z]))?`;
/** A number alone after a comma may be another answer: there it is minutes only where it says so. */
const minutesBehind = String.raw`(?:\s*(?<count>\d{1,3})|[\s,、]*(?<minutes>\d{1,3})\s*(?:分钟|分|min))?`;
/** `1B接单`, as messages have it: the digit, and what it stands for. */
const byDigit = new RegExp(
  String.raw`^(?:(?<first>[A-Za-z])[\s+/-]*)?(?<said>\d)(?!\d)${slotBehind}(?:[\s,、]*(?<also>\p{Script=Han}{1,4}))??${minutesBehind}$`,
  'u',
);
const byWord = new RegExp(String.raw`^(?<said>[^\d\s,、]+?)${slotBehind}${minutesBehind}$`, 'u');

/**
 * Reads an SMS: a digit or a word, a letter where one was told (`1B`), minutes behind an acceptance (`1 15`, `接单15分钟`), also as a
 * message has it (`回复1B接单`). undefined: it says nothing that we know, or two things, and is never guessed. Pure.
 */
export const readReply = (text: string): Reply | undefined => {
  const plain = plainOf(text);
  const whole = actionOf(plain);
  if (whole) return { action: whole };
  const found = (byDigit.exec(plain) ?? byWord.exec(plain))?.groups;
  const action = actionOf(found?.['said']);
  if (!found || !action) return undefined;
  const { first, slot = first, also, count, minutes = count } = found;
  if (first !== undefined && found['slot'] !== undefined) return undefined;
  if (also !== undefined && actionOf(also)?.is !== action.is) return undefined;
  if (minutes !== undefined && action.is !== 'acknowledge') return undefined;
  return {
    action,
    ...(slot === undefined ? {} : { slot: slot.toUpperCase() }),
    ...(minutes === undefined ? {} : { etaMinutes: Number(minutes) }),
  };
};
