import type { IncomingSms } from '../channels/sms/smpp.ts';
import type { ReceiptState } from '../outbox/receipts.ts';

export const CALLBACKS = Symbol('callbacks');

/** What carriers tell us, once the token in their URL is known to be ours. */
export interface CallbackService {
  readonly isOurs: (token: string) => boolean;
  /** Of a message of ours, by the carrier's id. */
  carrierReceipt(provider: string, carrierId: string, state: ReceiptState): Promise<void>;
  /** Of a message of ours, by our id. */
  receipt(provider: string, deliveryId: string, state: ReceiptState): Promise<void>;
  /** A key pressed in a call: 1 accepts, 2 refuses. */
  key(
    of: { readonly provider: string; readonly carrierId?: string; readonly deliveryId?: string },
    key: string,
  ): Promise<void>;
  /** A phone's SMS; the text that it resolves to goes back to the phone. */
  incoming(provider: string, sms: IncomingSms): Promise<string | undefined>;
  /** The same by a carrier that takes no free text: what there is to say goes out as a message of its own. */
  incomingReport(provider: string, sms: IncomingSms): Promise<void>;
}
