import type { Channel } from '../channel.ts';
import { outcomeOfFailure, outcomeOfStatus } from '../http-outcome.ts';
import { capMessage, type CapSender } from './cap-message.ts';

/** CAP 1.2 over HTTP POST to an emergency platform. */
export const capChannel = (
  options: CapSender & { readonly nowMs: () => number; readonly tokenOf: () => string | undefined },
): Channel => ({
  async send(delivery, signal) {
    if (delivery.address === undefined) return { is: 'refused', reason: 'no address registered' };
    const token = options.tokenOf();
    try {
      const response = await fetch(delivery.address, {
        method: 'POST',
        redirect: 'error',
        headers: {
          'content-type': 'application/cap+xml; charset=utf-8',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: capMessage(delivery, options),
        signal,
      });
      await response.body?.cancel();
      return outcomeOfStatus(response, options.nowMs());
    } catch (error) {
      return outcomeOfFailure(error);
    }
  },
});
