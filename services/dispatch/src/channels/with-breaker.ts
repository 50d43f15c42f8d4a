import type { Delivery } from '@liftwatch/schemas';
import type { Circuits } from '../outbox/breaker.ts';
import type { Channel, Outcome } from './channel.ts';

/** `https://host:port`, or the address as it is: what can be down as a whole. */
export const originOf = (address: string | undefined): string =>
  address !== undefined && URL.canParse(address) ? new URL(address).origin : (address ?? '');

const reported = (outcome: Outcome): { readonly failed: boolean; readonly retryAfterMs?: number | undefined } => {
  if (outcome.is === 'later' || outcome.is === 'unknown')
    return { failed: true, ...(outcome.retryAfterMs === undefined ? {} : { retryAfterMs: outcome.retryAfterMs }) };
  return { failed: false };
};

/** One attempt behind a circuit: while it is open nothing is sent, and the message waits for the next probe. */
export const throughCircuit = async (
  circuits: Circuits,
  endpoint: string,
  attempt: () => Promise<Outcome>,
): Promise<Outcome> => {
  const waitMs = circuits.begin(endpoint);
  if (waitMs > 0) return { is: 'later', reason: 'circuit-open', retryAfterMs: waitMs, untried: true };
  const outcome = await attempt();
  circuits.end(endpoint, reported(outcome));
  return outcome;
};

/** A channel whose endpoints each have a circuit: one that is down is probed, not flooded. */
export const withBreaker = (
  channel: Channel,
  circuits: Circuits,
  endpointOf: (delivery: Delivery) => string = (d) => `${d.channel} ${originOf(d.address)}`,
): Channel => ({
  send: (delivery, signal) => throughCircuit(circuits, endpointOf(delivery), () => channel.send(delivery, signal)),
});
