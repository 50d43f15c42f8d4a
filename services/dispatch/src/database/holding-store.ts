import type { Delivery, UnixMs } from '@liftwatch/schemas';
import type { Kysely, Transaction } from 'kysely';
import { keyOf, type HeldBack } from '../holding/held-back.ts';
import type { Silence } from '../holding/silence.ts';
import { isPersonal, sentOf, type Sent } from '../holding/stage.ts';
import { SENT_WITHIN_MS } from '../pipeline/desk.ts';
import type { Decision } from '../pipeline/draft.ts';
import type { DispatchTables } from './tables.ts';

type Db = Kysely<DispatchTables> | Transaction<DispatchTables>;

const loadHeldBack = async (db: Db): Promise<Map<string, HeldBack>> => {
  const rows = await db
    .selectFrom('held_back')
    .select('document')
    .where('ended_at_ms', 'is', null)
    .orderBy('seq')
    .execute();
  return new Map(
    rows.map((row): [string, HeldBack] => {
      const held = JSON.parse(row.document) as HeldBack;
      return [keyOf(held), held];
    }),
  );
};

const loadSent = async (db: Db, nowMs: UnixMs): Promise<readonly Sent[]> => {
  const rows = await db
    .selectFrom('delivery')
    .select('document')
    .where('channel', 'in', ['sms', 'voice', 'email'])
    .orderBy('seq', 'desc')
    .limit(20_000)
    .execute();
  return rows
    .map((row) => JSON.parse(row.document) as Delivery)
    .filter((d) => isPersonal(d) && d.createdAtMs > nowMs - SENT_WITHIN_MS)
    .reverse()
    .flatMap(sentOf);
};

/** Told in a digest, which is a delivery of another incident. */
export const loadDigested = async (db: Db): Promise<readonly Delivery[]> => {
  const rows = await db
    .selectFrom('held_back')
    .innerJoin('incident', 'incident.incident_id', 'held_back.incident_id')
    .select('held_back.document')
    .where('incident.is_open', '=', 1)
    .where('outcome', '=', 'digest')
    .orderBy('seq')
    .execute();
  return rows.map((row) => ({ ...(JSON.parse(row.document) as HeldBack).delivery, notice: 'digest' as const }));
};

/** Silences that are not over. */
export const loadSilences = async (db: Db, nowMs: UnixMs): Promise<readonly Silence[]> => {
  const rows = await db
    .selectFrom('silence')
    .select('document')
    .where('to_ms', '>', nowMs)
    .orderBy('silence_id')
    .execute();
  return rows.map((row) => JSON.parse(row.document) as Silence);
};

export const loadAttended = async (db: Db): Promise<ReadonlySet<string>> => {
  const rows = await db.selectFrom('attendance').select('lift_id').execute();
  return new Set(rows.map((row) => row.lift_id));
};

/** What holds messages back, as the last commit left it. */
export const loadHolding = async (db: Db, nowMs: UnixMs) => ({
  heldBack: await loadHeldBack(db),
  heldLookedAtMs: nowMs,
  silences: await loadSilences(db, nowMs),
  attended: await loadAttended(db),
  sent: await loadSent(db, nowMs),
});

/** Writes what a decision holds back and what it lets go. */
export const saveHeldBack = async (trx: Db, decision: Decision, nowMs: UnixMs): Promise<void> => {
  for (const { key, outcome } of decision.unheldBack)
    await trx
      .updateTable('held_back')
      .set({ ended_at_ms: nowMs, outcome })
      .where('held_key', '=', key)
      .where('ended_at_ms', 'is', null)
      .execute();
  for (const held of decision.heldBack) {
    const key = keyOf(held);
    await trx
      .updateTable('held_back')
      .set({ ended_at_ms: nowMs, outcome: 'replaced' })
      .where('held_key', '=', key)
      .where('ended_at_ms', 'is', null)
      .execute();
    await trx
      .insertInto('held_back')
      .values({
        held_key: key,
        at_ms: held.heldAtMs,
        incident_id: held.delivery.incidentId,
        recipient_id: held.delivery.recipientId,
        reason: held.reason,
        document: JSON.stringify(held),
        ended_at_ms: null,
        outcome: null,
      })
      .execute();
  }
};

export const saveSilence = async (db: Db, silence: Silence): Promise<void> => {
  const row = { from_ms: silence.fromMs, to_ms: silence.toMs, document: JSON.stringify(silence) };
  await db
    .insertInto('silence')
    .values({ silence_id: silence.silenceId, ...row })
    .onConflict((c) => c.column('silence_id').doUpdateSet(row))
    .execute();
};

/** A technician signs in to a job, or out of it. Idempotent. */
export const saveAttendance = async (
  db: Db,
  job: { readonly liftId: string; readonly jobId: string; readonly isThere: boolean },
  nowMs: UnixMs,
): Promise<void> => {
  const { liftId, jobId } = job;
  if (job.isThere)
    await db
      .insertInto('attendance')
      .values({ lift_id: liftId, job_id: jobId, since_ms: nowMs })
      .onConflict((c) => c.doNothing())
      .execute();
  else await db.deleteFrom('attendance').where('lift_id', '=', liftId).where('job_id', '=', jobId).execute();
};
