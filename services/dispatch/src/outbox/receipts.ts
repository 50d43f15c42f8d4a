import type { Delivery, UnixMs } from '@liftwatch/schemas';
import type { Kysely, Transaction } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import { afterFailedReceipt, NEVER_MS, raised, RECEIPT_GRACE_MS, type AfterAttempt } from './after-attempt.ts';

export type ReceiptState = 'accepted' | 'delivered' | 'failed' | 'acknowledged';

export interface Receipt {
  readonly state: ReceiptState;
  /** The carrier that says so. */
  readonly provider?: string;
  readonly atMs: UnixMs;
}

/** What a receipt makes of a delivery. Pure. */
export const afterReceipt = (
  delivery: Delivery,
  receipt: Receipt,
  hasAnother: (delivery: Delivery) => boolean,
): AfterAttempt => {
  if (receipt.state === 'failed')
    return afterFailedReceipt(delivery, receipt.provider, { nowMs: receipt.atMs, hasAnother });
  const next = raised(delivery, receipt.state, receipt.atMs);
  if (next.state === 'delivered' || next.state === 'acknowledged') return { delivery: next, dueAtMs: NEVER_MS };
  // Before its answer: the time at which it was due to be sent must not pass for that of a receipt that was missed.
  if (next.state === 'accepted' && delivery.state === 'queued')
    return { delivery: next, dueAtMs: receipt.atMs + RECEIPT_GRACE_MS };
  return { delivery: next };
};

type Db = Kysely<DispatchTables> | Transaction<DispatchTables>;

/** Carriers name messages by their own id. One that reports before its answer has reached us waits here. */
export const keepEarlyReceipt = async (
  db: Db,
  from: { readonly provider: string; readonly carrierId: string; readonly state: ReceiptState; readonly atMs: UnixMs },
): Promise<void> => {
  await db
    .insertInto('receipt_early')
    .values({ provider: from.provider, carrier_id: from.carrierId, state: from.state, at_ms: from.atMs })
    .execute();
};

/** Receipts that came before the answer which names them, oldest first; they are gone afterwards. */
export const takeEarlyReceipts = async (db: Db, provider: string, carrierId: string): Promise<readonly Receipt[]> => {
  const rows = await db
    .selectFrom('receipt_early')
    .selectAll()
    .where('provider', '=', provider)
    .where('carrier_id', '=', carrierId)
    .orderBy('at_ms')
    .execute();
  if (rows.length > 0)
    await db.deleteFrom('receipt_early').where('provider', '=', provider).where('carrier_id', '=', carrierId).execute();
  return rows.map((row) => ({ state: row.state as ReceiptState, provider, atMs: Number(row.at_ms) }));
};
