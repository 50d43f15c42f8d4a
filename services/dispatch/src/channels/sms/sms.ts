import type { Delivery } from '@liftwatch/schemas';
import type { Circuits } from '../../outbox/breaker.ts';
import type { Channel, Outcome } from '../channel.ts';
import { turnsLeft } from '../providers.ts';
import { throughCircuit } from '../with-breaker.ts';
import { isAboutPeople } from './sms-text.ts';

/** One way to send an SMS. Never throws. */
export interface SmsProvider {
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
 * SMS over several carriers, in their order: each attempt is one carrier's. One that fails, is near its daily cap or whose
 * circuit is open gives way to the next; when all had their turn, the round begins anew after the backoff.
 */
export const smsChannel = (options: {
  readonly providers: readonly SmsProvider[];
  readonly circuits: Circuits;
  readonly sentCount: (provider: string, to: string) => Promise<number>;
}): Channel => {
  const names = options.providers.map((p) => p.name);
  const send = async (provider: SmsProvider, delivery: Delivery, signal: AbortSignal): Promise<Outcome> => {
    const to = delivery.address ?? '';
    const cap = provider.dailyCapCount === undefined ? Infinity : capFor(delivery, provider.dailyCapCount);
    if (cap < Infinity && (await options.sentCount(provider.name, to)) >= cap)
      return { is: 'later', reason: 'daily-cap', retryAfterMs: CAP_WAIT_MS, untried: true };
    return throughCircuit(options.circuits, `sms ${provider.name}`, () => provider.send(delivery, to, signal));
  };
  return {
    hasAnother: (delivery) => turnsLeft(names, delivery).length > 0,
    async send(delivery, signal) {
      if (names.length === 0)
        return { is: 'later', reason: 'no SMS carrier configured: set LIFTWATCH_DISPATCH_SMS_URL or another' };
      if (delivery.address === undefined || delivery.address === '')
        return { is: 'refused', reason: 'no number registered' };
      const [first] = turnsLeft(names, delivery);
      const provider = options.providers.find((p) => p.name === first);
      if (!provider) return { is: 'refused', reason: 'every carrier has refused it' };
      return { ...(await send(provider, delivery, signal)), provider: provider.name };
    },
  };
};
