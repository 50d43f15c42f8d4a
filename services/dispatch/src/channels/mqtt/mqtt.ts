import type { Delivery } from '@liftwatch/schemas';
import type { Channel } from '../channel.ts';
import { webhookBody } from '../webhook/webhook.ts';

const PREFIX = 'liftwatch/v1/notices/';

/** A topic of ours for apps: what a contact's address adds to the prefix. No lift or terminal may hear it. */
export const noticeTopic = (address: string): string => `${PREFIX}${address}`;

/** One level or more of plain characters: no wildcard, nothing that leads out of our prefix. */
export const noticeAddressPattern = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;

/**
 * The message of the webhook as one publish at QoS 1, for apps. Accepted = the broker has acknowledged it; `deliveryId` in it
 * is the idempotency key.
 */
export const mqttChannel = (
  publish: (topic: string, payload: string) => Promise<void>,
  linkOf: (delivery: Delivery) => string | undefined = () => undefined,
): Channel => ({
  async send(delivery) {
    if (delivery.address === undefined || !noticeAddressPattern.test(delivery.address))
      return { is: 'refused', reason: 'the address is not a topic below liftwatch/v1/notices/' };
    try {
      await publish(noticeTopic(delivery.address), webhookBody(delivery, linkOf(delivery)));
      return { is: 'accepted' };
    } catch (error) {
      const reason = error instanceof Error ? error.message.slice(0, 160) : 'unknown';
      return { is: reason.startsWith('not connected') ? 'later' : 'unknown', reason };
    }
  },
});
