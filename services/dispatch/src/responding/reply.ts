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
  [/^(3|到达|已到达|已到|到场|到了|arrived?)$/i, { is: 'arrive' }],
  [/^(4|解除|已解除|已解救|救出|已救出|released?)$/i, { is: 'release' }],
];

/** Full-width digits and letters as phones in China write them. */
const halfWidth = (text: string): string => text.normalize('NFKC');

/**
 * Reads an SMS: a digit or a word, a letter where one was told (`1B`), minutes behind an acceptance (`1 15`, `接单15分钟`).
 * undefined: it says nothing that we know, and is never guessed. Pure.
 */
export const readReply = (text: string): Reply | undefined => {
  const plain = halfWidth(text)
    .trim()
    .replace(/[。.!！，,;；]+$/u, '');
  const parts = /^(\d|[^\d\s]+?)\s*([A-Za-z])?(?:\s*(\d{1,3})\s*(?:分钟|分|min)?)?$/u.exec(plain);
  const said = parts?.[1] ?? '';
  const whole = words.find(([pattern]) => pattern.test(plain));
  const [, action] = whole ?? words.find(([pattern]) => pattern.test(said)) ?? [];
  if (!action) return undefined;
  if (whole) return { action };
  // "12" is neither 1 nor 2 minutes.
  if (/^\d\d/.test(plain)) return undefined;
  const slot = parts?.[2]?.toUpperCase();
  const minutes = parts?.[3] === undefined ? undefined : Number(parts[3]);
  if (minutes !== undefined && action.is !== 'acknowledge') return undefined;
  return {
    action,
    ...(slot === undefined ? {} : { slot }),
    ...(minutes === undefined ? {} : { etaMinutes: minutes }),
  };
};
