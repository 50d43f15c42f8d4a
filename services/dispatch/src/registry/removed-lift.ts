import type { LiftRemoved } from '@liftwatch/schemas';
import type { Transaction } from 'kysely';
import { queueContext } from '../context/context-outbox.ts';
import { hashOf } from '../database/hash.ts';
import type { DispatchTables } from '../database/tables.ts';
import { writeDown } from '../ledger/ledger-store.ts';

type Trx = Transaction<DispatchTables>;

/**
 * Keeps what was registered of a lift that is taken out, so that its past can still be read and named, and queues for the log that
 * it is no longer registered. The row itself is the caller's to delete.
 */
export const takeLiftOut = async (
  trx: Trx,
  liftId: string,
  how: { readonly nowMs: number; readonly by: string; readonly reason?: string | undefined },
): Promise<void> => {
  const { nowMs, by, reason } = how;
  const lift = await trx.selectFrom('lift').selectAll().where('lift_id', '=', liftId).executeTakeFirstOrThrow();
  const { lift_id: _, ...rest } = lift;
  const row = { ...rest, removed_at_ms: nowMs, removed_by: by, reason: reason ?? null };
  await trx
    .insertInto('removed_lift')
    .values({ lift_id: liftId, ...row })
    .onConflict((c) => c.column('lift_id').doUpdateSet(row))
    .execute();
  const entry: LiftRemoved = {
    type: 'lift-removed',
    liftId,
    id: `removed-${hashOf(`${liftId}|${lift.document}|${nowMs}`)}`,
    at: nowMs,
  };
  await queueContext(trx, entry, nowMs);
  await writeDown(trx, { atMs: nowMs, kind: 'change', subject: liftId, facts: { liftId, registered: false, by } });
};

/** The lift is registered again; nothing where it was never taken out. Its facts are the caller's to queue. */
export const bringLiftBack = async (
  trx: Trx,
  liftId: string,
  how: { readonly nowMs: number; readonly by: string },
): Promise<void> => {
  const { numDeletedRows } = await trx.deleteFrom('removed_lift').where('lift_id', '=', liftId).executeTakeFirst();
  if (numDeletedRows === 0n) return;
  const facts = { liftId, registered: true, by: how.by };
  await writeDown(trx, { atMs: how.nowMs, kind: 'change', subject: liftId, facts });
};
