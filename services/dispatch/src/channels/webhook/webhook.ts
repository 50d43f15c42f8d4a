import type { Delivery } from '@liftwatch/schemas';
import { Webhook } from 'standardwebhooks';
import type { Channel, Outcome } from '../channel.ts';
import { outcomeOfFailure, outcomeOfStatus } from '../http-outcome.ts';
import { descriptionOf, eventOf, noticeOf, placeOf } from '../words.ts';

/** What a firm's system gets; the same text at every attempt, so that the signature covers the same message. */
export const webhookBody = (delivery: Delivery, respondUrl?: string): string => {
  const [event, notice] = [eventOf(delivery), noticeOf(delivery)];
  return JSON.stringify({
    type: `incident.${delivery.notice}`,
    timestamp: new Date(delivery.createdAtMs).toISOString(),
    data: {
      deliveryId: delivery.deliveryId,
      incidentId: delivery.incidentId,
      episode: delivery.episode,
      notice: delivery.notice,
      suspected: delivery.notice === 'suspected',
      refersTo: delivery.refersTo?.deliveryId,
      respondUrl,
      headline: {
        zh: `【${notice.zh}】${event.zh}：${placeOf(delivery)}`,
        en: `[${notice.en}] ${event.en}: ${placeOf(delivery)}`,
      },
      description: descriptionOf(delivery),
      ...delivery.content,
    },
  });
};

/**
 * Signed webhook to a maintenance firm. `webhook-id` is the delivery's id and stays the same over retries, so that a
 * receiver that honours it acts once. @see the Standard Webhooks specification
 */
export const webhookChannel = (options: {
  readonly secretOf: (recipientId: string) => string;
  readonly nowMs: () => number;
  readonly linkOf?: (delivery: Delivery) => string | undefined;
}): Channel => ({
  async send(delivery: Delivery, signal: AbortSignal): Promise<Outcome> {
    if (delivery.address === undefined) return { is: 'refused', reason: 'no address registered' };
    const body = webhookBody(delivery, options.linkOf?.(delivery));
    const at = new Date(options.nowMs());
    const signature = new Webhook(options.secretOf(delivery.recipientId)).sign(delivery.deliveryId, at, body);
    try {
      const response = await fetch(delivery.address, {
        method: 'POST',
        redirect: 'error',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'webhook-id': delivery.deliveryId,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
          'webhook-signature': signature,
        },
        body,
        signal,
      });
      await response.body?.cancel();
      return outcomeOfStatus(response, options.nowMs());
    } catch (error) {
      return outcomeOfFailure(error);
    }
  },
});
