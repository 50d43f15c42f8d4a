import type { Transaction } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';

type Trx = Transaction<DispatchTables>;

export interface Belongs {
  readonly firm_id: string | null;
  readonly district_id: string | null;
}

/** To whom a lift belonged before what is saved now: by its row, or by that of when it was taken out. undefined: it is new. */
export const belongedTo = async (
  trx: Trx,
  liftId: string,
): Promise<(Belongs & { readonly untilMs?: number }) | undefined> => {
  const lift = await trx
    .selectFrom('lift')
    .select(['firm_id', 'district_id'])
    .where('lift_id', '=', liftId)
    .executeTakeFirst();
  if (lift) return lift;
  const removed = await trx
    .selectFrom('removed_lift')
    .select(['firm_id', 'district_id', 'removed_at_ms'])
    .where('lift_id', '=', liftId)
    .executeTakeFirst();
  return removed && { ...removed, untilMs: Number(removed.removed_at_ms) };
};

/**
 * A lift that changes its firm within the time of a sheet was in the care of both: it is kept whose it was, and until when. Nothing
 * where it stays whose it is.
 */
export const noteMove = async (
  trx: Trx,
  liftId: string,
  move: {
    readonly from: (Belongs & { readonly untilMs?: number }) | undefined;
    readonly to: Belongs;
    readonly nowMs: number;
  },
): Promise<void> => {
  const { from, to, nowMs } = move;
  if (from === undefined || (from.firm_id === to.firm_id && from.district_id === to.district_id)) return;
  const { firm_id, district_id } = from;
  await trx
    .insertInto('lift_move')
    .values({ lift_id: liftId, at_ms: from.untilMs ?? nowMs, firm_id, district_id })
    // Twice within a millisecond: whose it was first has had it longer.
    .onConflict((c) => c.doNothing())
    .execute();
};
