import type { Delivery, UnixMs } from '@liftwatch/schemas';
import { sql, type Kysely, type Transaction } from 'kysely';
import { recordDelivery } from '../database/change-log.ts';
import type { DispatchTables } from '../database/tables.ts';
import { mustWait, wordUntilMs } from './in-order.ts';

export interface Leased {
  readonly seq: number;
  readonly delivery: Delivery;
}

/** Which endpoints have something queued. */
export const queuedEndpoints = async (
  db: Kysely<DispatchTables>,
): Promise<readonly { readonly endpoint: string; readonly dueAtMs: UnixMs }[]> => {
  const rows = await db
    .selectFrom('delivery')
    .select(['endpoint', (e) => e.fn.min(sql<number>`max(due_at_ms, lease_until_ms)`).as('due')])
    .where('state', '=', 'queued')
    .groupBy('endpoint')
    .execute();
  return rows.map((r) => ({ endpoint: r.endpoint, dueAtMs: Number(r.due) }));
};

/**
 * Takes the next due delivery of an endpoint, those about people in danger before all others. Messages of one incident to one recipient go in their order: a later one
 * waits until the earlier is accepted or given up, and for word of it where it says the opposite ({@link mustWait}). The lease and the counted attempt are durable before
 * anything is sent: a delivery whose lease ran out may have gone out, and is marked so.
 */
export const leaseNext = (
  db: Kysely<DispatchTables>,
  endpoint: string,
  time: {
    readonly nowMs: UnixMs;
    readonly leaseMs: number;
    /** Deliveries that this process is sending: their leases may have run out. */
    readonly except?: readonly string[];
    /** What a message is given before its first attempt, durable with the lease. */
    readonly prepare?: ((trx: Transaction<DispatchTables>, delivery: Delivery) => Promise<Delivery>) | undefined;
  },
): Promise<Leased | undefined> =>
  db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('delivery as d')
      .selectAll()
      .where('d.endpoint', '=', endpoint)
      .where('d.state', '=', 'queued')
      .where('d.due_at_ms', '<=', time.nowMs)
      .where('d.lease_until_ms', '<=', time.nowMs)
      .$if((time.except ?? []).length > 0, (query) => query.where('d.delivery_id', 'not in', time.except ?? []))
      .where(({ not }) => not(mustWait(time.nowMs)))
      .orderBy('d.turn')
      .orderBy('d.due_at_ms')
      .orderBy('d.seq')
      .limit(1)
      .executeTakeFirst();
    if (!row) return undefined;
    const stored = JSON.parse(row.document) as Delivery;
    const before = stored.attempts === 0 && time.prepare ? await time.prepare(trx, stored) : stored;
    const delivery: Delivery = {
      ...before,
      attempts: before.attempts + 1,
      possiblyRepeated: before.possiblyRepeated || Number(row.lease_until_ms) > 0,
    };
    const { numUpdatedRows } = await trx
      .updateTable('delivery')
      .set({
        lease_until_ms: time.nowMs + time.leaseMs,
        attempts: delivery.attempts,
        document: JSON.stringify(delivery),
      })
      .where('seq', '=', row.seq)
      // As it was read: where a database lets two workers read before one of them writes, one of them gets it.
      .where('state', '=', 'queued')
      .where('lease_until_ms', '=', row.lease_until_ms)
      .executeTakeFirst();
    return Number(numUpdatedRows) === 0 ? undefined : { seq: row.seq, delivery };
  });

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
