import type { Delivery } from '@liftwatch/schemas';
import type { Outcome } from '../channel.ts';
import { outcomeOfFailure, outcomeOfStatus } from '../http-outcome.ts';
import type { Carrier } from '../carriers.ts';
import { smsText } from './sms-text.ts';

export interface KannelOptions {
  readonly sendSmsUrl: string;
  readonly user: string;
  readonly password: () => string;
  readonly from: string;
  /** Where receipts go; Kannel puts its type into `%d`. */
  readonly receiptUrlOf: (deliveryId: string) => string;
  readonly receiptWaitMs: number;
  readonly nowMs: () => number;
}

/** delivered 1, failed 2, accepted by the SMSC 8, refused by the SMSC 16. */
const DLR_MASK = '27';

const urlOf = (delivery: Delivery, to: string, options: KannelOptions): URL => {
  const url = new URL(options.sendSmsUrl);
  const query = {
    username: options.user,
    password: options.password(),
    from: options.from,
    to,
    text: smsText(delivery),
    charset: 'UTF-8',
    coding: '2',
    'dlr-mask': DLR_MASK,
    'dlr-url': options.receiptUrlOf(delivery.deliveryId),
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
};

/** SMS through Kannel's sendsms. 202 means that the gateway has it; receipts say what became of it. */
export const kannelProvider = (options: KannelOptions): Carrier => ({
  name: 'kannel',
  async send(delivery, to, signal): Promise<Outcome> {
    try {
      const response = await fetch(urlOf(delivery, to, options), { signal, redirect: 'error' });
      const text = await response.text();
      // A wrong password is ours to put right, not a verdict on the message.
      if (response.status === 403) return { is: 'later', reason: `HTTP 403 ${text.slice(0, 80)}` };
      const outcome = outcomeOfStatus(response, options.nowMs());
      return outcome.is === 'accepted' ? { ...outcome, receiptWaitMs: options.receiptWaitMs } : outcome;
    } catch (error) {
      return outcomeOfFailure(error);
    }
  },
});
