import type { Delivery, UnixMs } from '@liftwatch/schemas';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import { callsOff } from '../routing/notices.ts';
import { NEVER_MS } from './after-attempt.ts';

/** Longest that a call to come waits for word of an earlier call-off: less than any clock of the escalation as delivered. */
const CALL_WAITS_MS = 10_000;

/**
 * Until when what says the opposite, to the same person about the same incident, waits for word of a message that a carrier
 * has taken. A gateway may send on in another order what it holds, and what is read last is believed: an alarm that arrives
 * behind its end sends people to an empty car, an end that arrives behind the next alarm keeps them away. A call-off waits
 * as long as a receipt may take, since nobody is in danger for it; a call waits for seconds only. 0: nothing waits.
 */
export const wordUntilMs = (delivery: Delivery, dueAtMs: UnixMs | undefined): UnixMs => {
  if (delivery.state !== 'accepted' || dueAtMs === undefined || dueAtMs === NEVER_MS) return 0;
  if (!callsOff(delivery)) return dueAtMs;
  return Math.min(dueAtMs, (delivery.acceptedAtMs ?? dueAtMs) + CALL_WAITS_MS);
};

/** A receipt that came while nobody listened does not come again. */
const AFTER_START_MS = 10_000;
/** Longest that a call-off waits for a carrier that has fallen silent. */
const SILENCE_WAITS_MS = 600_000;
/** A carrier from which nothing came for so long before sends no receipts, as far as anybody knows. */
const WORD_COUNTS_MS = 86_400_000;
/** Nor does one that took a message so long ago and has been silent ever since: networks are away for minutes, receipts cease for good. */
const SILENCE_TEACHES_MS = 1_800_000;

/** A carrier has said something of some message: it hears from its network. */
export const noteWord = async (
  db: Kysely<DispatchTables> | Transaction<DispatchTables>,
  carrier: string | undefined,
  atMs: UnixMs,
): Promise<void> => {
  if (carrier === undefined) return;
  await db
    .insertInto('carrier_word')
    .values({ carrier, at_ms: atMs })
    .onConflict((c) => c.column('carrier').doUpdateSet({ at_ms: atMs }))
    .execute();
};

/** A carrier has brought what a phone wrote: its network is there, which says nothing of whether it sends receipts. */
export const noteHeard = async (db: Kysely<DispatchTables>, carrier: string, atMs: UnixMs): Promise<void> => {
  await db
    .insertInto('carrier_heard')
    .values({ carrier, at_ms: atMs })
    .onConflict((c) => c.column('carrier').doUpdateSet({ at_ms: atMs }))
    .execute();
};

/**
 * Whether the carrier that took row `e` of deliveries has been silent about every message since, though it sends receipts. Its network is
 * away: what it were given now would lie there beside the message that came before, and might leave first.
 */
const isSilentSince = (nowMs: UnixMs) => sql<boolean>`EXISTS (
  SELECT 1 FROM delivery_attempt AS a JOIN carrier_word AS w ON w.carrier = a.provider
  WHERE a.delivery_id = e.delivery_id AND a.outcome = 'accepted' AND a.at_ms > ${nowMs - SILENCE_WAITS_MS}
    AND w.at_ms <= a.at_ms AND w.at_ms > a.at_ms - ${WORD_COUNTS_MS}
    AND NOT EXISTS (SELECT 1 FROM carrier_heard AS h WHERE h.carrier = a.provider AND h.at_ms > a.at_ms)
    AND NOT EXISTS (SELECT 1 FROM delivery_attempt AS b WHERE b.provider = a.provider AND b.outcome = 'accepted'
      AND b.at_ms > w.at_ms AND b.at_ms <= ${nowMs - SILENCE_TEACHES_MS}))`;

/** At a start: what waits for word of a message that was handed over before waits seconds longer, not as long as a receipt may take. */
export const expectLittleWord = async (db: Kysely<DispatchTables>, nowMs: UnixMs): Promise<void> => {
  await db.updateTable('carrier_word').set({ at_ms: nowMs }).execute();
  await db
    .updateTable('delivery')
    .set({ word_until_ms: nowMs + AFTER_START_MS })
    .where('state', '=', 'accepted')
    .where('word_until_ms', '>', nowMs + AFTER_START_MS)
    .execute();
};

/**
 * Whether row `d` of deliveries must wait for an earlier one `e` of its incident to its recipient: one that has not been handed over, or one that says the
 * opposite and of which word is awaited: for as long as is set, and a call-off while the carrier of the call is silent about everything. A call-off
 * with something queued behind it waits for no word: it would hold that up.
 */
export const mustWait = (nowMs: UnixMs) => sql<boolean>`EXISTS (
  SELECT 1 FROM delivery AS e
  WHERE e.incident_id = d.incident_id AND e.recipient_id = d.recipient_id AND e.seq < d.seq
    AND (e.state = 'queued'
      OR (e.state = 'accepted' AND e.calls_off <> d.calls_off
        AND (e.word_until_ms > ${nowMs} OR (d.calls_off = 1 AND ${isSilentSince(nowMs)}))
        AND (d.calls_off = 0 OR NOT EXISTS (
          SELECT 1 FROM delivery AS x
          WHERE x.incident_id = d.incident_id AND x.recipient_id = d.recipient_id AND x.seq > d.seq
            AND x.state = 'queued')))))`;
