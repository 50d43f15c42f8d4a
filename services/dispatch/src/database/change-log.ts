import type { Delivery, Incident, UnixMs } from '@liftwatch/schemas';
import type { Kysely, Transaction } from 'kysely';
import { noteDelivery, noteIncident } from '../ledger/notes.ts';
import { firmsOf } from '../routing/directory.ts';
import type { DispatchTables } from './tables.ts';

type Db = Kysely<DispatchTables> | Transaction<DispatchTables>;

/** One line of the live stream. `seq` rises; gaps are allowed. */
export interface Change {
  readonly seq: number;
  readonly type: 'incident' | 'delivery';
  readonly document: string;
}

/** A client that was away longer than this many changes reads the lists anew instead. */
const KEPT_COUNT = 50_000;
/** Deleted in portions, not at every change. */
const SWEEP_EVERY = 1_000;

const record = async (
  db: Db,
  change: { readonly type: Change['type']; readonly incidentId: string; readonly atMs: UnixMs },
  data: object,
): Promise<void> => {
  const { seq } = await db
    .insertInto('change')
    .values({ type: change.type, incident_id: change.incidentId, at_ms: change.atMs, document: JSON.stringify(data) })
    .returning('seq')
    .executeTakeFirstOrThrow();
  if (seq % SWEEP_EVERY === 0)
    await db
      .deleteFrom('change')
      .where('seq', '<=', seq - KEPT_COUNT)
      .execute();
};

/** Writes that an incident changed, in the transaction that changes it: ids and standing, nothing personal. */
export const recordIncident = async (db: Db, incident: Incident): Promise<void> => {
  await noteIncident(db, incident);
  await record(
    db,
    { type: 'incident', incidentId: incident.incidentId, atMs: incident.updatedAtMs },
    {
      incidentId: incident.incidentId,
      revision: incident.revision,
      kind: incident.kind,
      state: incident.state,
      priority: incident.priority,
      level: incident.response?.level ?? 1,
      liftId: incident.liftId,
      siteId: incident.lift.siteId,
      districtId: incident.lift.districtId,
      firmIds: firmsOf(incident),
      updatedAtMs: incident.updatedAtMs,
    },
  );
};

/** Writes that a delivery came to be or changed its state, in the transaction that does it; without its address. */
export const recordDelivery = async (db: Db, delivery: Delivery): Promise<void> => {
  await noteDelivery(db, delivery);
  const { acceptedAtMs = 0, deliveredAtMs = 0, acknowledgedAtMs = 0, failedAtMs = 0, createdAtMs } = delivery;
  const atMs = Math.max(createdAtMs, acceptedAtMs, deliveredAtMs, acknowledgedAtMs, failedAtMs);
  return record(
    db,
    { type: 'delivery', incidentId: delivery.incidentId, atMs },
    {
      deliveryId: delivery.deliveryId,
      incidentId: delivery.incidentId,
      state: delivery.state,
      notice: delivery.notice,
      role: delivery.role,
      channel: delivery.channel,
      recipientId: delivery.recipientId,
      liftId: delivery.content.liftId,
      siteId: delivery.content.lift.siteId,
      districtId: delivery.content.lift.districtId,
      firmIds: delivery.content.lift.firmId === undefined ? [] : [delivery.content.lift.firmId],
      updatedAtMs: atMs,
    },
  );
};

/** Changes after `afterSeq`, oldest first, and whether some between were already deleted. */
export const readChanges = async (
  db: Db,
  afterSeq: number,
  limit: number,
): Promise<{ readonly changes: readonly Change[]; readonly isIncomplete: boolean }> => {
  const rows = await db
    .selectFrom('change')
    .selectAll()
    .where('seq', '>', afterSeq)
    .orderBy('seq')
    .limit(limit)
    .execute();
  const oldest = await db
    .selectFrom('change')
    .select((e) => e.fn.min('seq').as('seq'))
    .executeTakeFirst();
  const changes = rows.map((r): Change => ({
    seq: Number(r.seq),
    type: r.type as Change['type'],
    document: r.document,
  }));
  return { changes, isIncomplete: oldest?.seq !== null && oldest !== undefined && afterSeq < Number(oldest.seq) - 1 };
};

export const newestChange = async (db: Db): Promise<number> => {
  const row = await db
    .selectFrom('change')
    .select((e) => e.fn.max('seq').as('seq'))
    .executeTakeFirst();
  return Number(row?.seq ?? 0);
};
