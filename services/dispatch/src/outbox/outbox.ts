import { setTimeout as sleep } from 'node:timers/promises';
import type { ChannelName, Delivery, UnixMs } from '@liftwatch/schemas';
import type { Kysely, Transaction } from 'kysely';
import type { Channel, Outcome } from '../channels/channel.ts';
import type { DispatchTables } from '../database/tables.ts';
import { leaseNext, queuedEndpoints, unreceipted } from './delivery-store.ts';
import { expectLittleWord } from './in-order.ts';
import type { DeliveryRecord } from './record.ts';

export interface OutboxOptions {
  readonly database: Kysely<DispatchTables>;
  readonly channels: Readonly<Record<ChannelName, Channel>>;
  readonly nowMs: () => UnixMs;
  readonly record: DeliveryRecord;
  /** What a message is given before its first attempt. */
  readonly prepare?: (trx: Transaction<DispatchTables>, delivery: Delivery) => Promise<Delivery>;
  readonly timeoutMs: number;
  /** Sends under way at once to one endpoint. */
  readonly concurrencyCount: number;
  /** Sends under way at once over all endpoints of one channel: a wide outage must not open a socket per recipient. */
  readonly channelConcurrencyCount: number;
  readonly onAttempt: (delivery: Delivery, outcome: Outcome) => void;
  readonly onError: (error: unknown) => void;
}

export interface Outbox {
  /** Something may be due: looks at once. */
  wake(): void;
  /** Resolves when nothing is under way and nothing is due now. */
  idle(): Promise<void>;
  /** Starts nothing new and waits for what is under way. */
  close(): Promise<void>;
}

/** A leased delivery must outlive its own timeout, or two workers would send it. */
const LEASE_MARGIN_MS = 5_000;
const LOOK_EVERY_MS = 1_000;
const RECORD_AGAIN_MS = 250;

const attempt = async (delivery: Delivery, options: OutboxOptions): Promise<Outcome> => {
  try {
    return await options.channels[delivery.channel].send(delivery, AbortSignal.timeout(options.timeoutMs));
  } catch (error) {
    options.onError(error);
    return { is: 'unknown', reason: error instanceof Error ? error.message : 'unknown error' };
  }
};

/** What this process is sending, or has sent and not written down yet. */
interface UnderWay {
  readonly ids: Set<string>;
  isClosed(): boolean;
}

/**
 * What a carrier made of a message is written down however long the database is away: an outcome that is forgotten sends
 * the message twice. Given up only when the outbox closes; then the lease tells the next process that it may have gone out.
 */
const record = async (
  deliveryId: string,
  outcome: Outcome,
  own: { readonly options: OutboxOptions; readonly underWay: UnderWay },
): Promise<Delivery | undefined> => {
  for (;;) {
    try {
      return await own.options.record.attempted(deliveryId, outcome);
    } catch (error) {
      if (own.underWay.isClosed()) throw error;
      own.options.onError(error);
      await sleep(RECORD_AGAIN_MS);
    }
  }
};

const sendNext = async (endpoint: string, options: OutboxOptions, underWay: UnderWay): Promise<boolean> => {
  const lease = { nowMs: options.nowMs(), leaseMs: options.timeoutMs + LEASE_MARGIN_MS, prepare: options.prepare };
  // Its lease may run out while its outcome cannot be written down; it is not sent again for that.
  const leased = await leaseNext(options.database, endpoint, { ...lease, except: [...underWay.ids] });
  if (!leased) return false;
  const { deliveryId } = leased.delivery;
  underWay.ids.add(deliveryId);
  try {
    const outcome = await attempt(leased.delivery, options);
    const saved = await record(deliveryId, outcome, { options, underWay });
    options.onAttempt(saved ?? leased.delivery, outcome);
  } finally {
    underWay.ids.delete(deliveryId);
  }
  return true;
};

/** Asks the channel of a message whether another of its carriers can have its turn. */
export const anotherCarrier =
  (channels: OutboxOptions['channels']) =>
  (delivery: Delivery): boolean =>
    channels[delivery.channel].hasAnother?.(delivery) ?? false;

/**
 * Sends what is queued. Each endpoint (channel and recipient) has workers of its own, so that a dead one delays no
 * other. At least once: what the carrier may already have is sent again under the same id and marked.
 */
export const startOutbox = (options: OutboxOptions): Outbox => {
  const working = new Map<string, number>();
  let closed = false;
  let looking: Promise<void> | undefined;
  let again = false;
  const running = new Set<Promise<void>>();
  const underWay: UnderWay = { ids: new Set(), isClosed: () => closed };

  const work = async (endpoint: string): Promise<void> => {
    let hasSent = false;
    try {
      while (!closed && (await sendNext(endpoint, options, underWay))) hasSent = true;
    } catch (error) {
      options.onError(error);
    } finally {
      const wasFull = isFull(endpoint);
      working.set(endpoint, (working.get(endpoint) ?? 1) - 1);
      // Only after work done: an endpoint whose queue waits for its own earlier message must not spin.
      if (wasFull && hasSent) wake();
    }
  };

  const isFull = (endpoint: string): boolean => {
    const channel = endpoint.slice(0, endpoint.indexOf('|') + 1);
    let count = 0;
    for (const [other, workers] of working) if (other.startsWith(channel)) count += workers;
    return count >= options.channelConcurrencyCount;
  };

  const startWorkers = (endpoint: string): void => {
    while (!closed && (working.get(endpoint) ?? 0) < options.concurrencyCount && !isFull(endpoint)) {
      working.set(endpoint, (working.get(endpoint) ?? 0) + 1);
      const one: Promise<void> = work(endpoint).finally(() => running.delete(one));
      running.add(one);
    }
  };

  let begun = false;
  const lookOnce = async (): Promise<void> => {
    const nowMs = options.nowMs();
    if (!begun) await expectLittleWord(options.database, nowMs);
    begun = true;
    for (const deliveryId of await unreceipted(options.database, nowMs)) await options.record.silence(deliveryId);
    for (const { endpoint, dueAtMs } of await queuedEndpoints(options.database))
      if (dueAtMs <= nowMs) startWorkers(endpoint);
  };

  const look = async (): Promise<void> => {
    do {
      again = false;
      await lookOnce().catch(options.onError);
    } while (again && !closed);
    looking = undefined;
  };

  const wake = (): void => {
    if (closed) return;
    again = true;
    looking ??= look();
  };

  const timer = setInterval(wake, LOOK_EVERY_MS);
  wake();
  const settle = async (): Promise<void> => {
    while (looking || running.size > 0) await Promise.all([looking, ...running]);
  };
  return {
    wake,
    async idle() {
      wake();
      await settle();
    },
    async close() {
      closed = true;
      clearInterval(timer);
      await settle();
    },
  };
};
