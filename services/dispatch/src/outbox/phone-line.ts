import type { Delivery, UnixMs } from '@liftwatch/schemas';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Outcome } from '../channels/channel.ts';
import { plainNumber } from '../channels/plain-number.ts';
import type { DispatchTables } from '../database/tables.ts';

type Db = Kysely<DispatchTables> | Transaction<DispatchTables>;

/**
 * Longest that a call without any word of it counts as lasting: a network gives up ringing after about a minute, and the text is read
 * out twice within half of one (derived, not a standard's). A receipt or a key ends it sooner.
 */
export const CALL_TAKES_MS = 90_000;
/** So long a call waits for its line before the next person is told as well: the clock of acknowledgement as delivered. */
export const LINE_WAITS_MS = 180_000;
/** So long it waits in all: ten calls as long as they can be. */
export const LINE_GIVES_UP_MS = 10 * CALL_TAKES_MS;

/** The number that a call rings, as one line whatever way it is written; null: no call. */
export const lineOf = ({ channel, address }: Pick<Delivery, 'channel' | 'address'>): string | null =>
  channel === 'voice' && address !== undefined && address !== '' ? plainNumber(address) : null;

/**
 * Whether the call in row `d` of deliveries must wait: its line has another call, or one about people in danger to the same
 * number, of another contact, is due too. For the second no longer than the next person's turn is away.
 */
export const isLineBusy = (nowMs: UnixMs) => sql<boolean>`(d.line IS NOT NULL AND (
  EXISTS (SELECT 1 FROM phone_line AS l WHERE l.line = d.line AND l.delivery_id <> d.delivery_id AND l.until_ms > ${nowMs})
  OR EXISTS (SELECT 1 FROM delivery AS o WHERE o.line = d.line AND o.state = 'queued' AND o.turn < d.turn
    AND o.recipient_id <> d.recipient_id AND o.due_at_ms <= ${nowMs} AND o.due_at_ms > ${nowMs - LINE_WAITS_MS})))`;

/** Takes a line for a call, until it is over or `untilMs`; false: another call has it. One row per number: of two workers one gets it. */
export const takeLine = async (
  trx: Db,
  call: Delivery,
  held: { readonly nowMs: UnixMs; readonly untilMs: UnixMs },
): Promise<boolean> => {
  const line = lineOf(call);
  if (line === null) return true;
  const row = { delivery_id: call.deliveryId, until_ms: held.untilMs };
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('phone_line')
    .values({ line, ...row })
    .onConflict((c) =>
      c
        .column('line')
        .doUpdateSet(row)
        .where((e) =>
          e.or([e('phone_line.until_ms', '<=', held.nowMs), e('phone_line.delivery_id', '=', call.deliveryId)]),
        ),
    )
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows !== 0n;
};

/** Whether the phone may be ringing after this: the carrier has the call, or nobody knows. */
const mayRing = (call: Delivery, outcome: Outcome | undefined): boolean =>
  outcome?.is === 'unknown' || (outcome?.is === 'accepted' && call.state === 'accepted');

/** After an answer, a receipt or silence: the line is held on while the phone may ring, or is free. */
export const settleLine = async (
  trx: Db,
  call: Delivery,
  known: { readonly outcome?: Outcome | undefined; readonly nowMs: UnixMs },
): Promise<void> => {
  if (call.channel !== 'voice') return;
  if (mayRing(call, known.outcome))
    await trx
      .updateTable('phone_line')
      .set({ until_ms: known.nowMs + CALL_TAKES_MS })
      .where('delivery_id', '=', call.deliveryId)
      .execute();
  else await trx.deleteFrom('phone_line').where('delivery_id', '=', call.deliveryId).execute();
};

/** Calls that are due and wait for their line, in their order. */
export const waitingForLine = async (db: Kysely<DispatchTables>, nowMs: UnixMs): Promise<readonly string[]> => {
  const rows = await db
    .selectFrom('delivery as d')
    .select('d.delivery_id')
    .where('d.line', 'is not', null)
    .where('d.state', '=', 'queued')
    .where('d.due_at_ms', '<=', nowMs)
    .where('d.lease_until_ms', '<=', nowMs)
    .where(isLineBusy(nowMs))
    .orderBy('d.seq')
    .limit(500)
    .execute();
  return rows.map((row) => row.delivery_id);
};
