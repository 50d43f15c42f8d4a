import type { Delivery } from '@liftwatch/schemas';

/**
 * What a carrier made of one attempt. accepted: it has it · delivered: the recipient has it · later: try again, not
 * before `retryAfterMs` where it said so · unknown: it may have gone out · refused: trying again cannot help.
 */
export type Outcome =
  | { readonly is: 'accepted' }
  | { readonly is: 'delivered' }
  | { readonly is: 'later' | 'unknown'; readonly reason: string; readonly retryAfterMs?: number }
  | { readonly is: 'refused'; readonly reason: string };

/** One way to reach people. Never throws: what happened is the outcome. Sends within `signal`. */
export interface Channel {
  send(delivery: Delivery, signal: AbortSignal): Promise<Outcome>;
}
