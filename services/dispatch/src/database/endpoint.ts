import type { Delivery } from '@liftwatch/schemas';

/** Messages of one endpoint share workers. */
export const endpointOf = ({ channel, recipientId }: Pick<Delivery, 'channel' | 'recipientId'>): string =>
  `${channel}|${recipientId}`;
