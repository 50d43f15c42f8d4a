import type { Channel, Outcome } from '../channel.ts';
import { outcomeOfFailure, outcomeOfStatus } from '../http-outcome.ts';
import { cityMessage, type LiftOfCity } from './city-message.ts';
import type { CityDialect } from './dialect.ts';

const readJson = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

/** Such platforms answer 200 and say in the body whether they took it. */
const outcomeOfAnswer = (text: string, dialect: CityDialect): Outcome => {
  if (dialect.taken === undefined) return { is: 'accepted' };
  const value = readJson(text)[dialect.taken.field];
  const isTaken = dialect.taken.values.some((wanted) => wanted === value);
  return isTaken ? { is: 'accepted' } : { is: 'later', reason: `not taken: ${text.slice(0, 120)}` };
};

/** Alarms to a city's own feed, in its dialect. The alarm's id is the delivery's: a repeated one is the same alarm. */
export const cityChannel = (options: {
  readonly dialect: CityDialect;
  readonly token: () => string | undefined;
  readonly liftOf: (liftId: string) => Promise<LiftOfCity>;
  readonly nowMs: () => number;
}): Channel => ({
  async send(delivery, signal) {
    const { dialect } = options;
    if (delivery.address === undefined) return { is: 'refused', reason: 'no address registered' };
    // Decided before the dialect was changed: what it does not take is done with, nobody waits for it there.
    if (!dialect.notices.includes(delivery.notice)) return { is: 'delivered' };
    const liftId = delivery.content.liftId;
    const message = cityMessage(delivery, dialect, liftId === undefined ? {} : await options.liftOf(liftId));
    if (message.is === 'not-sent') return { is: 'refused', reason: message.reason };
    const token = options.token();
    try {
      const response = await fetch(`${delivery.address.replace(/\/$/, '')}${dialect.path}`, {
        method: 'POST',
        redirect: 'error',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          ...(token === undefined ? {} : { [dialect.tokenHeader]: `${dialect.tokenPrefix}${token}` }),
        },
        body: message.body,
        signal,
      });
      const text = await response.text();
      return response.ok ? outcomeOfAnswer(text, dialect) : outcomeOfStatus(response, options.nowMs());
    } catch (error) {
      return outcomeOfFailure(error);
    }
  },
});
