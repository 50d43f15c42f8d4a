import type { Delivery } from '@liftwatch/schemas';
import type { Circuits } from '../outbox/breaker.ts';
import type { Channel, Outcome } from './channel.ts';
import { turnsLeft } from './providers.ts';
import { throughCircuit } from './with-breaker.ts';
import { isAboutPeople } from './sms/sms-text.ts';

/** One company that carries messages of a channel to numbers. Never throws. */
export interface Carrier {
  readonly name: string;
  /** Messages to one number in 24 h that the carrier takes; absent: no cap. */
  readonly dailyCapCount?: number;
  send(delivery: Delivery, to: string, signal: AbortSignal): Promise<Outcome>;
}

/** Ordinary messages leave so much of the cap to those about people in danger. */
const KEPT_FOR_PEOPLE = 0.2;
/** The cap slides over 24 h: what it holds back is looked at again after this. */
const CAP_WAIT_MS = 600_000;

/** Messages to one number in the last 24 h that this one may bring a carrier to. */
export const capFor = (delivery: Delivery, dailyCapCount: number): number =>
  isAboutPeople(delivery) ? dailyCapCount : Math.floor(dailyCapCount * (1 - KEPT_FOR_PEOPLE));

/**
 * SMS, or voice calls, over several carriers, in their order: each attempt is one carrier's. One that fails, is near its daily cap or whose
 * circuit is open gives way to the next; when all had their turn, the round begins anew after the backoff.
 */
export const carriersChannel = (options: {
  readonly channel: 'sms' | 'voice';
  readonly carriers: readonly Carrier[];
  readonly circuits: Circuits;
  readonly sentCount: (provider: string, to: string) => Promise<number>;
}): Channel => {
  const names = options.carriers.map((c) => c.name);
  const send = async (carrier: Carrier, delivery: Delivery, signal: AbortSignal): Promise<Outcome> => {
    const to = delivery.address ?? '';
    const cap = carrier.dailyCapCount === undefined ? Infinity : capFor(delivery, carrier.dailyCapCount);
    if (cap < Infinity && (await options.sentCount(carrier.name, to)) >= cap)
      return { is: 'later', reason: 'daily-cap', retryAfterMs: CAP_WAIT_MS, untried: true };
    return throughCircuit(options.circuits, `${options.channel} ${carrier.name}`, () =>
      carrier.send(delivery, to, signal),
    );
  };
  return {
    hasAnother: (delivery) => turnsLeft(names, delivery).length > 0,
    async send(delivery, signal) {
      if (names.length === 0) return { is: 'later', reason: `no carrier for ${options.channel} configured` };
      if (delivery.address === undefined || delivery.address === '')
        return { is: 'refused', reason: 'no number registered' };
      const [first] = turnsLeft(names, delivery);
      const carrier = options.carriers.find((c) => c.name === first);
      if (!carrier) return { is: 'refused', reason: 'every carrier has refused it' };
      return { ...(await send(carrier, delivery, signal)), provider: carrier.name };
    },
  };
};
