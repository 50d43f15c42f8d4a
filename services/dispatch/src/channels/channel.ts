import type { Delivery } from '@liftwatch/schemas';

interface ByCarrier {
  /** Which carrier of the channel it was, where the channel has several. */
  readonly provider?: string;
}

/**
 * What a carrier made of one attempt. accepted: it has it · delivered: the recipient has it · later: try again, not
 * before `retryAfterMs` where it said so · unknown: it may have gone out · refused: trying again with it cannot help.
 */
export type Outcome =
  | (ByCarrier & {
      readonly is: 'accepted';
      /** What the carrier calls it: its receipts name that. */
      readonly carrierId?: string;
      /** Without a receipt for so long, the message goes to the next carrier. */
      readonly receiptWaitMs?: number;
    })
  | (ByCarrier & { readonly is: 'delivered' })
  | (ByCarrier & {
      readonly is: 'later' | 'unknown';
      readonly reason: string;
      readonly retryAfterMs?: number;
      /** Nothing was sent: a circuit is open, a cap is reached. Does not count as an attempt. */
      readonly untried?: true;
    })
  | (ByCarrier & { readonly is: 'refused'; readonly reason: string });

/** One way to reach people. Never throws: what happened is the outcome. Sends within `signal`. */
export interface Channel {
  send(delivery: Delivery, signal: AbortSignal): Promise<Outcome>;
  /** Whether another carrier of this channel can still have its turn in this round; absent: there is only one. */
  hasAnother?(delivery: Delivery): boolean;
}
