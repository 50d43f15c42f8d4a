import { setTimeout as sleep } from 'node:timers/promises';
import type { ChannelName, Delivery, UnixMs } from '@liftwatch/schemas';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Channel, Outcome } from '../channels/channel.ts';
import type { SendAlong } from '../database/desk-store.ts';
import { endpointOf } from '../database/endpoint.ts';
import type { DispatchTables } from '../database/tables.ts';
import { leaseIn, leaseNext, queuedEndpoints, unreceipted, type Leased } from './delivery-store.ts';
import { expectLittleWord } from './in-order.ts';
import { waitingForLine } from './phone-line.ts';
import type { DeliveryRecord } from './record.ts';
import { Workers, type WorkersLimits } from './workers.ts';

export interface OutboxOptions extends WorkersLimits {
  readonly database: Kysely<DispatchTables>;
  readonly channels: Readonly<Record<ChannelName, Channel>>;
  readonly nowMs: () => UnixMs;
  readonly record: DeliveryRecord;
  /** What a message is given before its first attempt. */
  readonly prepare?: (trx: Transaction<DispatchTables>, delivery: Delivery) => Promise<Delivery>;
  readonly timeoutMs: number;
  readonly onAttempt: (delivery: Delivery, outcome: Outcome) => void;
  /** A call was left out, since nobody needs it any more. */
  readonly onLeftOut?: (call: Delivery) => void;
  readonly onError: (error: unknown) => void;
}

export interface Outbox {
  /** Something may be due: looks at once. */
  wake(): void;
  /** Leases what a decision queues within its transaction, as far as workers are free; these send once it is durable. */
  readonly sendAlong: SendAlong;
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

/** How what is due by `nowMs` is leased: for so long by the clock of this process, which knows when it is over. */
const leaseAt = (nowMs: UnixMs, options: OutboxOptions, underWay: UnderWay) => ({
  nowMs,
  leaseUntilMs: options.nowMs() + options.timeoutMs + LEASE_MARGIN_MS,
  prepare: options.prepare,
  onLeftOut: options.onLeftOut,
  // Its lease may run out while its outcome cannot be written down; it is not sent again for that.
  except: [...underWay.ids],
});

const send = async (leased: Leased, options: OutboxOptions, underWay: UnderWay): Promise<void> => {
  // The disk, or this process, stood still for so long that another worker may take it while this one sends: it is left to that.
  if (options.nowMs() > leased.leaseUntilMs - options.timeoutMs) return;
  const { deliveryId } = leased.delivery;
  underWay.ids.add(deliveryId);
  try {
    const outcome = await attempt(leased.delivery, options);
    const saved = await record(deliveryId, outcome, { options, underWay });
    options.onAttempt(saved ?? leased.delivery, outcome);
  } finally {
    underWay.ids.delete(deliveryId);
  }
};

/** Asks the channel of a message whether another of its carriers can have its turn. */
export const anotherCarrier =
  (channels: OutboxOptions['channels']) =>
  (delivery: Delivery): boolean =>
    channels[delivery.channel].hasAnother?.(delivery) ?? false;

/** Workers over the queue: each sends one message after another to its endpoint, until nothing of it is due. */
const openWork = (options: OutboxOptions, wake: () => void) => {
  const workers = new Workers(options);
  const running = new Set<Promise<void>>();
  let closed = false;
  const underWay: UnderWay = { ids: new Set(), isClosed: () => closed };

  const sendAll = async (endpoint: string, first?: Leased): Promise<boolean> => {
    let hasSent = false;
    for (let next = first; !closed || next; next = undefined) {
      next ??= await leaseNext(options.database, endpoint, leaseAt(options.nowMs(), options, underWay));
      if (!next) break;
      await send(next, options, underWay);
      hasSent = true;
    }
    return hasSent;
  };

  /** In a place that was taken. */
  const work = async (endpoint: string, first?: Leased): Promise<void> => {
    let hasSent = false;
    try {
      hasSent = await sendAll(endpoint, first);
    } catch (error) {
      options.onError(error);
    } finally {
      const wasFull = workers.isChannelFull(endpoint);
      workers.giveBack(endpoint);
      // Only after work done: an endpoint whose queue waits for its own earlier message must not spin.
      if (wasFull && hasSent) wake();
    }
  };
  const begin = (endpoint: string, first?: Leased): void => {
    const one: Promise<void> = work(endpoint, first).finally(() => running.delete(one));
    running.add(one);
  };

  /** Leases for each endpoint what is first in its queue, where a place is free. */
  const leaseEach = async (trx: Transaction<DispatchTables>, deliveries: readonly Delivery[]) => {
    const taken = new Map<string, Leased>();
    // The clock that decided may be a little ahead of this one.
    const nowMs = Math.max(options.nowMs(), ...deliveries.map((d) => d.createdAtMs));
    for (const endpoint of new Set(deliveries.map(endpointOf))) {
      if (!workers.take(endpoint)) continue;
      const leased = await leaseIn(trx, endpoint, leaseAt(nowMs, options, underWay)).catch((error: unknown) => {
        for (const other of [endpoint, ...taken.keys()]) workers.giveBack(other);
        throw error;
      });
      if (leased) taken.set(endpoint, leased);
      else workers.giveBack(endpoint);
    }
    return taken;
  };

  return {
    running,
    start(endpoint: string, dueCount: number): void {
      for (let n = 0; n < dueCount && !closed && workers.take(endpoint); n += 1) begin(endpoint);
    },
    async sendAlong(trx: Transaction<DispatchTables>, deliveries: readonly Delivery[]) {
      if (closed || deliveries.length === 0) return () => undefined;
      // What cannot be leased is no reason to lose the decision: it is sent from the queue.
      await sql`SAVEPOINT send_along`.execute(trx);
      const taken = await leaseEach(trx, deliveries).catch(async (error: unknown) => {
        options.onError(error);
        await sql`ROLLBACK TO SAVEPOINT send_along`.execute(trx);
        return new Map<string, Leased>();
      });
      await sql`RELEASE SAVEPOINT send_along`.execute(trx);
      return (isDurable: boolean): void => {
        for (const [endpoint, leased] of taken) {
          if (isDurable) begin(endpoint, leased);
          else workers.giveBack(endpoint);
        }
      };
    },
    close(): void {
      closed = true;
    },
  };
};

/**
 * Sends what is queued. Each endpoint (channel and recipient) has workers of its own, so that a dead one delays no
 * other. At least once: what the carrier may already have is sent again under the same id and marked.
 */
export const startOutbox = (options: OutboxOptions): Outbox => {
  let closed = false;
  let looking: Promise<void> | undefined;
  let again = false;
  let begun = false;
  const work = openWork(options, () => wake());

  const lookOnce = async (): Promise<void> => {
    const nowMs = options.nowMs();
    if (!begun) await expectLittleWord(options.database, nowMs);
    begun = true;
    for (const deliveryId of await unreceipted(options.database, nowMs)) await options.record.silence(deliveryId);
    for (const deliveryId of await waitingForLine(options.database, nowMs)) await options.record.lineBusy(deliveryId);
    for (const { endpoint, dueCount } of await queuedEndpoints(options.database, nowMs)) work.start(endpoint, dueCount);
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
    while (looking || work.running.size > 0) await Promise.all([looking, ...work.running]);
  };
  return {
    wake,
    sendAlong: work.sendAlong,
    async idle() {
      wake();
      await settle();
    },
    async close() {
      closed = true;
      work.close();
      clearInterval(timer);
      await settle();
    },
  };
};
