import { Webhook } from 'standardwebhooks';
import type { Carrier } from '../carriers.ts';
import { outcomeOfFailure, outcomeOfStatus } from '../http-outcome.ts';
import { languageOf } from '../sms/sms-text.ts';
import { voiceKeys, voiceText } from './voice-text.ts';

export interface WebhookVoiceOptions {
  readonly url: string;
  readonly secret: () => string;
  /** Where the voice gateway says what became of the call. */
  readonly callbackUrlOf: (deliveryId: string) => string;
  readonly receiptWaitMs: number;
  readonly nowMs: () => number;
}

/**
 * A voice gateway of any make: a signed webhook (Standard Webhooks) with the number, the text and the keys. It answers 2xx, and
 * later POSTs `{"status": "answered" | "failed", "key": "1"}` to `callbackUrl`.
 */
export const webhookVoice = (options: WebhookVoiceOptions): Carrier => ({
  name: 'webhook',
  async send(delivery, to, signal) {
    const body = JSON.stringify({
      type: 'voice.call',
      timestamp: new Date(delivery.createdAtMs).toISOString(),
      data: {
        deliveryId: delivery.deliveryId,
        to,
        text: voiceText(delivery),
        language: languageOf(delivery),
        playTimes: 2,
        keys: voiceKeys(delivery),
        callbackUrl: options.callbackUrlOf(delivery.deliveryId),
      },
    });
    const at = new Date(options.nowMs());
    try {
      const response = await fetch(options.url, {
        method: 'POST',
        redirect: 'error',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'webhook-id': delivery.deliveryId,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
          'webhook-signature': new Webhook(options.secret()).sign(delivery.deliveryId, at, body),
        },
        body,
        signal,
      });
      await response.body?.cancel();
      const outcome = outcomeOfStatus(response, options.nowMs());
      return outcome.is === 'accepted' ? { ...outcome, receiptWaitMs: options.receiptWaitMs } : outcome;
    } catch (error) {
      return outcomeOfFailure(error);
    }
  },
});
