import type { Logger } from 'pino';
import type { Channel } from '../channel.ts';
import { descriptionOf, eventOf, noticeOf, placeOf } from '../words.ts';

/** The operator's channel: one line of the log per message; with it the message has arrived. */
export const logChannel = (logger: Pick<Logger, 'warn'>): Channel => ({
  send(delivery) {
    const text = {
      event: eventOf(delivery),
      notice: noticeOf(delivery),
      place: placeOf(delivery),
      description: descriptionOf(delivery),
    };
    logger.warn(
      {
        deliveryId: delivery.deliveryId,
        incidentId: delivery.incidentId,
        priority: delivery.content.priority,
        ...text,
      },
      'operator notice',
    );
    return Promise.resolve({ is: 'delivered' });
  },
});
