import { createHash, timingSafeEqual } from 'node:crypto';
import type { DeliveryRecord } from '../outbox/record.ts';
import type { Responder } from '../responding/responder.ts';
import type { CallbackService } from './callbacks.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** What carriers' reports lead to. */
export const openCallbacks = (own: {
  readonly token: string;
  readonly record: DeliveryRecord;
  readonly responder: Responder;
  readonly nowMs: () => number;
  readonly wakeOutbox: () => void;
  /** A carrier has brought what a phone wrote. */
  readonly heardFrom: (provider: string) => Promise<void>;
}): CallbackService => ({
  isOurs: (token) => timingSafeEqual(digest(token), digest(own.token)),
  async carrierReceipt(provider, carrierId, state) {
    await own.record.carrierReceipt(carrierId, { provider, state, atMs: own.nowMs() });
    own.wakeOutbox();
  },
  async receipt(provider, deliveryId, state) {
    await own.record.receipt(deliveryId, { provider, state, atMs: own.nowMs() });
    own.wakeOutbox();
  },
  key: (of, key) => own.responder.byKey(of, key),
  async incoming(provider, sms) {
    await own.heardFrom(provider);
    return own.responder.bySms(sms);
  },
  async incomingReport(provider, sms) {
    await own.heardFrom(provider);
    await own.responder.bySmsReport(sms);
  },
});
