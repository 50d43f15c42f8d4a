import type { Delivery, UnixMs } from '@liftwatch/schemas';
import type { Transaction } from 'kysely';
import { recordDelivery } from '../database/change-log.ts';
import type { DispatchTables } from '../database/tables.ts';
import { NEVER_MS, type Unreached } from './after-attempt.ts';
import { LINE_GIVES_UP_MS, LINE_WAITS_MS } from './phone-line.ts';

type Trx = Transaction<DispatchTables>;

/** begun: it waits from now on · long: the next person is told as well · given-up. */
export interface Waited {
  readonly delivery: Delivery;
  readonly is: 'begun' | 'long' | 'given-up';
}

export const unreachedBy = { long: 'line-busy', 'given-up': 'given-up' } as const satisfies Readonly<
  Record<string, Unreached>
>;

/** What waiting for its line makes of a call that finds it busy at `nowMs`; undefined: nothing new. Pure. */
export const afterWaiting = (call: Delivery, nowMs: UnixMs): Waited | undefined => {
  const sinceMs = call.lineBusySinceMs;
  if (sinceMs === undefined) return { delivery: { ...call, lineBusySinceMs: nowMs }, is: 'begun' };
  const delivery: Delivery = { ...call, lastError: 'line-busy', unreachedAtMs: call.unreachedAtMs ?? nowMs };
  if (nowMs - sinceMs >= LINE_GIVES_UP_MS)
    return { delivery: { ...delivery, state: 'failed', failedAtMs: nowMs }, is: 'given-up' };
  return nowMs - sinceMs >= LINE_WAITS_MS && call.unreachedAtMs === undefined ? { delivery, is: 'long' } : undefined;
};

/** A call that still waits, and that no worker has. */
export const unleasedCall = async (trx: Trx, deliveryId: string, nowMs: UnixMs): Promise<Delivery | undefined> => {
  const row = await trx
    .selectFrom('delivery')
    .select('document')
    .where('delivery_id', '=', deliveryId)
    .where('state', '=', 'queued')
    .where('lease_until_ms', '<=', nowMs)
    .executeTakeFirst();
  return row && (JSON.parse(row.document) as Delivery);
};

export const saveWaiting = async (trx: Trx, call: Delivery): Promise<void> => {
  const isOver = call.state !== 'queued';
  await trx
    .updateTable('delivery')
    .set({ state: call.state, document: JSON.stringify(call), ...(isOver ? { due_at_ms: NEVER_MS } : {}) })
    .where('delivery_id', '=', call.deliveryId)
    .execute();
  if (isOver) await recordDelivery(trx, call);
};
