import type { Delivery, UnixMs } from '@liftwatch/schemas';
import type { Kysely, Transaction } from 'kysely';
import type { Outcome } from '../channels/channel.ts';
import type { DispatchTables } from '../database/tables.ts';

type Db = Kysely<DispatchTables> | Transaction<DispatchTables>;

/** Turns a number into a key that counts it without naming it. */
export type NumberKey = (address: string) => string;

/** One attempt as REST shows it; never an address. */
export interface Attempt {
  readonly attempt: number;
  readonly atMs: UnixMs;
  readonly provider?: string;
  readonly carrierId?: string;
  readonly outcome: string;
  readonly reason?: string;
}

/** Keeps what one attempt came to. */
export const saveAttempt = async (
  trx: Db,
  delivery: Delivery,
  done: { readonly outcome: Outcome; readonly atMs: UnixMs; readonly numberKey: NumberKey },
): Promise<void> => {
  const { outcome } = done;
  await trx
    .insertInto('delivery_attempt')
    .values({
      delivery_id: delivery.deliveryId,
      attempt: delivery.attempts,
      at_ms: done.atMs,
      channel: delivery.channel,
      provider: outcome.provider ?? null,
      carrier_id: (outcome.is === 'accepted' ? outcome.carrierId : undefined) ?? null,
      number_key: delivery.address === undefined ? null : done.numberKey(delivery.address),
      outcome: outcome.is,
      reason: 'reason' in outcome ? outcome.reason.slice(0, 200) : null,
    })
    .execute();
};

export const attemptsOf = async (db: Db, deliveryId: string): Promise<readonly Attempt[]> => {
  const rows = await db
    .selectFrom('delivery_attempt')
    .selectAll()
    .where('delivery_id', '=', deliveryId)
    .orderBy('seq')
    .execute();
  return rows.map((row) => ({
    attempt: row.attempt,
    atMs: Number(row.at_ms),
    ...(row.provider === null ? {} : { provider: row.provider }),
    ...(row.carrier_id === null ? {} : { carrierId: row.carrier_id }),
    outcome: row.outcome,
    ...(row.reason === null ? {} : { reason: row.reason }),
  }));
};

/** How many messages a carrier was given for one number since then; one whose answer was lost counts. */
export const sentCount = async (
  db: Db,
  to: { readonly provider: string; readonly numberKey: string; readonly sinceMs: UnixMs },
): Promise<number> => {
  const row = await db
    .selectFrom('delivery_attempt')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('provider', '=', to.provider)
    .where('number_key', '=', to.numberKey)
    .where('at_ms', '>', to.sinceMs)
    .where('outcome', 'in', ['accepted', 'delivered', 'unknown'])
    .executeTakeFirst();
  return Number(row?.count ?? 0);
};

/** The message that a carrier knows under this id, by whichever attempt. */
export const deliveryOfCarrier = async (db: Db, provider: string, carrierId: string): Promise<string | undefined> => {
  const row = await db
    .selectFrom('delivery_attempt')
    .select('delivery_id')
    .where('provider', '=', provider)
    .where('carrier_id', '=', carrierId)
    .executeTakeFirst();
  return row?.delivery_id;
};
