import type { Delivery, UnixMs } from '@liftwatch/schemas';
import type { Kysely, Transaction } from 'kysely';
import { recordDelivery } from '../database/change-log.ts';
import type { DispatchTables } from '../database/tables.ts';
import { mustWait, wordUntilMs } from './in-order.ts';
import { leaveOut } from './needless-call.ts';
import { isLineBusy, takeLine } from './phone-line.ts';
import { supersedeOld } from './supersede.ts';

export interface Leased {
  readonly delivery: Delivery;
  readonly leaseUntilMs: UnixMs;
}

/** Which endpoints have something queued that is due and that no worker has, and how much. */
export const queuedEndpoints = async (
  db: Kysely<DispatchTables>,
  nowMs: UnixMs,
): Promise<readonly { readonly endpoint: string; readonly dueCount: number }[]> => {
  const rows = await db
    .selectFrom('delivery')
    .select(['endpoint', (e) => e.fn.countAll<number>().as('count')])
    .where('state', '=', 'queued')
    .where('due_at_ms', '<=', nowMs)
    .where('lease_until_ms', '<=', nowMs)
    .groupBy('endpoint')
    .execute();
  return rows.map((r) => ({ endpoint: r.endpoint, dueCount: Number(r.count) }));
};

/** How a message is leased. */
export interface Lease {
  /** What is due by then is leased. */
  readonly nowMs: UnixMs;
  readonly leaseUntilMs: UnixMs;
  /** Deliveries that this process is sending: their leases may have run out. */
  readonly except?: readonly string[];
  /** What a message is given before its first attempt, durable with the lease. */
  readonly prepare?: ((trx: Transaction<DispatchTables>, delivery: Delivery) => Promise<Delivery>) | undefined;
  /** A call that nobody needs any more was left out. */
  readonly onLeftOut?: ((call: Delivery) => void) | undefined;
}

/**
 * Takes the next due delivery of an endpoint, those about people in danger before all others. Messages of one incident to one recipient go in their order: a later one
 * waits until the earlier is accepted or given up, and for word of it where it says the opposite ({@link mustWait}). A call waits for its line. The lease and the counted attempt are durable before
 * anything is sent: a delivery whose lease ran out may have gone out, and is marked so.
 */
export const leaseIn = async (
  trx: Transaction<DispatchTables>,
  endpoint: string,
  lease: Lease,
): Promise<Leased | undefined> => {
  const row = await trx
    .selectFrom('delivery as d')
    .selectAll()
    .where('d.endpoint', '=', endpoint)
    .where('d.state', '=', 'queued')
    .where('d.due_at_ms', '<=', lease.nowMs)
    .where('d.lease_until_ms', '<=', lease.nowMs)
    .$if((lease.except ?? []).length > 0, (query) => query.where('d.delivery_id', 'not in', lease.except ?? []))
    .where(({ not }) => not(mustWait(lease.nowMs)))
    .where(({ not }) => not(isLineBusy(lease.nowMs)))
    .orderBy('d.turn')
    .orderBy('d.due_at_ms')
    .orderBy('d.seq')
    .limit(1)
    .executeTakeFirst();
  if (!row) return undefined;
  const stored = JSON.parse(row.document) as Delivery;
  // One whose lease ran out, or that an operator has tried again, while something newer came.
  if (await supersedeOld(trx, stored)) return leaseIn(trx, endpoint, lease);
  const leftOut = await leaveOut(trx, stored);
  if (leftOut) lease.onLeftOut?.(leftOut);
  if (leftOut) return leaseIn(trx, endpoint, lease);
  if (!(await takeLine(trx, stored, { nowMs: lease.nowMs, untilMs: lease.leaseUntilMs }))) return undefined;
  const before = stored.attempts === 0 && lease.prepare ? await lease.prepare(trx, stored) : stored;
  const delivery: Delivery = {
    ...before,
    attempts: before.attempts + 1,
    possiblyRepeated: before.possiblyRepeated || Number(row.lease_until_ms) > 0,
  };
  const { leaseUntilMs } = lease;
  const { numUpdatedRows } = await trx
    .updateTable('delivery')
    .set({
      lease_until_ms: leaseUntilMs,
      attempts: delivery.attempts,
      document: JSON.stringify(delivery),
    })
    .where('seq', '=', row.seq)
    // As it was read: where a database lets two workers read before one of them writes, one of them gets it.
    .where('state', '=', 'queued')
    .where('lease_until_ms', '=', row.lease_until_ms)
    .executeTakeFirst();
  return Number(numUpdatedRows) === 0 ? undefined : { delivery, leaseUntilMs };
};

/** As {@link leaseIn}, in a transaction of its own. */
export const leaseNext = (db: Kysely<DispatchTables>, endpoint: string, lease: Lease): Promise<Leased | undefined> =>
  db.transaction().execute((trx) => leaseIn(trx, endpoint, lease));

/** What a change makes of a delivery; `dueAtMs` absent: as before. */
export interface Changed {
  readonly delivery: Delivery;
  readonly dueAtMs?: UnixMs | undefined;
}

/**
 * Reads a delivery, changes it, writes it: one transaction, so that a receipt and an answer never overwrite each other.
 * `also` writes what must be durable with it.
 */
export const changeDelivery = <T extends Changed>(
  db: Kysely<DispatchTables>,
  deliveryId: string,
  how: {
    readonly change: (delivery: Delivery) => T;
    readonly also?: (trx: Transaction<DispatchTables>, changed: T, before: Delivery) => Promise<void>;
  },
): Promise<T | undefined> =>
  db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('delivery')
      .select(['seq', 'document'])
      .where('delivery_id', '=', deliveryId)
      .executeTakeFirst();
    if (!row) return undefined;
    const before = JSON.parse(row.document) as Delivery;
    const changed = how.change(before);
    const { delivery, dueAtMs } = changed;
    await trx
      .updateTable('delivery')
      .set({
        state: delivery.state,
        attempts: delivery.attempts,
        document: JSON.stringify(delivery),
        lease_until_ms: 0,
        ...(dueAtMs === undefined ? {} : { due_at_ms: dueAtMs, word_until_ms: wordUntilMs(delivery, dueAtMs) }),
      })
      .where('seq', '=', row.seq)
      .execute();
    if (delivery.state !== before.state) await recordDelivery(trx, delivery);
    await how.also?.(trx, changed, before);
    return changed;
  });

/** Messages that a carrier took and whose receipt is overdue, oldest first. */
export const unreceipted = async (db: Kysely<DispatchTables>, nowMs: UnixMs): Promise<readonly string[]> => {
  const rows = await db
    .selectFrom('delivery')
    .select('delivery_id')
    .where('state', '=', 'accepted')
    .where('due_at_ms', '<=', nowMs)
    .orderBy('due_at_ms')
    .limit(500)
    .execute();
  return rows.map((row) => row.delivery_id);
};
