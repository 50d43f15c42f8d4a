import { isAboutPeople } from '../channels/sms/sms-text.ts';
import type { Delivery, Finding, Incident, UnixMs } from '@liftwatch/schemas';
import type { Kysely, Transaction } from 'kysely';
import { queueContext } from '../context/context-outbox.ts';
import type { HeldFinding } from '../correlation/board.ts';
import { scopeOfLift } from '../incidents/scope.ts';
import { IncidentsByScope } from '../correlation/open-incidents.ts';
import { isOpen } from '../incidents/states.ts';
import { WorkingDesk } from '../pipeline/desk.ts';
import { toldAfter, type Decision, type Seen } from '../pipeline/draft.ts';
import { lineOf } from '../outbox/phone-line.ts';
import { supersedeBy } from '../outbox/supersede.ts';
import { callsOff } from '../routing/notices.ts';
import { firmsOf, type Told } from '../routing/directory.ts';
import { recordIncident, recordDelivery } from './change-log.ts';
import { endpointOf } from './endpoint.ts';
import { loadDigested, loadHolding, saveHeldBack } from './holding-store.ts';
import type { DispatchTables } from './tables.ts';

type Db = Kysely<DispatchTables> | Transaction<DispatchTables>;

export interface LoadedDesk {
  readonly desk: WorkingDesk;
  readonly position: number;
  readonly nowMs: UnixMs;
}

const loadTold = async (db: Db): Promise<Map<string, readonly Told[]>> => {
  const rows = await db
    .selectFrom('delivery')
    .innerJoin('incident', 'incident.incident_id', 'delivery.incident_id')
    .select('delivery.document')
    .where('incident.is_open', '=', 1)
    .orderBy('delivery.seq')
    .execute();
  const told = new Map<string, readonly Told[]>();
  const all = [...rows.map((row) => JSON.parse(row.document) as Delivery), ...(await loadDigested(db))];
  for (const delivery of all) told.set(delivery.incidentId, toldAfter(told.get(delivery.incidentId) ?? [], delivery));
  return told;
};

/** How far the last commit came: position in the finding log, and the last moment told. */
export const loadMark = async (db: Db): Promise<Pick<LoadedDesk, 'position' | 'nowMs'>> => {
  const mark = await db.selectFrom('pipeline').selectAll().where('id', '=', 1).executeTakeFirst();
  return { position: Number(mark?.position ?? 0), nowMs: Number(mark?.now_ms ?? 0) };
};

/** The working set as the last commit left it. */
export const loadDesk = async (db: Db): Promise<LoadedDesk> => {
  const incidents = await db
    .selectFrom('incident')
    .select('document')
    .where('is_open', '=', 1)
    .orderBy('opened_at_ms')
    .orderBy('incident_id')
    .execute();
  const held = await db.selectFrom('finding_held').selectAll().orderBy('held_until_ms').orderBy('finding_id').execute();
  const mark = await loadMark(db);
  const open = incidents.map((row) => JSON.parse(row.document) as Incident);
  return {
    desk: new WorkingDesk({
      open: new IncidentsByScope(open),
      held: new Map(
        held.map((h): [string, HeldFinding] => [
          h.finding_id,
          { finding: JSON.parse(h.document) as Finding, heldUntilMs: Number(h.held_until_ms) },
        ]),
      ),
      told: await loadTold(db),
      ...(await loadHolding(db, mark.nowMs)),
    }),
    ...mark,
  };
};

/** Any incident, also one that is closed. */
export const loadIncident = async (db: Db, incidentId: string): Promise<Incident | undefined> => {
  const row = await db
    .selectFrom('incident')
    .select('document')
    .where('incident_id', '=', incidentId)
    .executeTakeFirst();
  return row && (JSON.parse(row.document) as Incident);
};

/** The last closed incident of each kind at a finding's lift, by kind. */
export const loadPrevious = async (db: Db, finding: Finding): Promise<ReadonlyMap<string, string>> => {
  const rows = await db
    .selectFrom('incident')
    .select(['kind', 'incident_id'])
    .where('scope', '=', scopeOfLift(finding))
    .where('state', '=', 'closed')
    .orderBy('opened_at_ms')
    .execute();
  return new Map(rows.map((row) => [row.kind, row.incident_id]));
};

export const loadSeen = async (db: Db, findingId: string): Promise<Seen | undefined> => {
  const row = await db.selectFrom('finding_seen').selectAll().where('finding_id', '=', findingId).executeTakeFirst();
  if (!row) return undefined;
  return {
    findingId,
    revision: row.revision,
    stage: row.stage as Seen['stage'],
    priority: row.priority as Seen['priority'],
    incidentIds: JSON.parse(row.incident_ids) as string[],
  };
};

const saveIncident = async (trx: Db, incident: Incident): Promise<void> => {
  const row = {
    scope: incident.scope,
    lift_id: incident.liftId ?? null,
    site_id: incident.lift.siteId ?? null,
    district_id: incident.lift.districtId ?? null,
    kind: incident.kind,
    state: incident.state,
    is_open: isOpen(incident) ? 1 : 0,
    priority: incident.priority,
    opened_at_ms: incident.openedAtMs,
    updated_at_ms: incident.updatedAtMs,
    document: JSON.stringify(incident),
  };
  await trx
    .insertInto('incident')
    .values({ incident_id: incident.incidentId, ...row })
    .onConflict((c) => c.column('incident_id').doUpdateSet(row))
    .execute();
  for (const firm_id of firmsOf(incident))
    await trx
      .insertInto('incident_firm')
      .values({ incident_id: incident.incidentId, firm_id })
      .onConflict((c) => c.doNothing())
      .execute();
  await recordIncident(trx, incident);
  const { incidentId, revision } = incident;
  await trx
    .insertInto('incident_point')
    .values({ incident_id: incidentId, revision })
    .onConflict((c) => c.column('incident_id').doUpdateSet({ revision }))
    .execute();
};

const saveSeen = async (trx: Db, seen: Seen): Promise<void> => {
  const row = {
    revision: seen.revision,
    stage: seen.stage,
    priority: seen.priority,
    incident_ids: JSON.stringify(seen.incidentIds),
  };
  await trx
    .insertInto('finding_seen')
    .values({ finding_id: seen.findingId, ...row })
    .onConflict((c) => c.column('finding_id').doUpdateSet(row))
    .execute();
};

const saveHeld = async (trx: Db, held: HeldFinding): Promise<void> => {
  const row = { held_until_ms: held.heldUntilMs, document: JSON.stringify(held.finding) };
  await trx
    .insertInto('finding_held')
    .values({ finding_id: held.finding.findingId, ...row })
    .onConflict((c) => c.column('finding_id').doUpdateSet(row))
    .execute();
};

/** Queues a message; one that is already there stays as it is. */
export const insertDelivery = async (trx: Db, delivery: Delivery): Promise<void> => {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('delivery')
    .values({
      delivery_id: delivery.deliveryId,
      incident_id: delivery.incidentId,
      recipient_id: delivery.recipientId,
      channel: delivery.channel,
      endpoint: endpointOf(delivery),
      turn: isAboutPeople(delivery) ? 0 : 1,
      calls_off: callsOff(delivery) ? 1 : 0,
      word_until_ms: 0,
      line: lineOf(delivery),
      state: delivery.state,
      due_at_ms: delivery.createdAtMs,
      lease_until_ms: 0,
      attempts: 0,
      document: JSON.stringify(delivery),
    })
    .onConflict((c) => c.column('delivery_id').doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 0n) return;
  await recordDelivery(trx, delivery);
  await supersedeBy(trx, delivery);
};

const saveMark = async (trx: Db, position: number, nowMs: UnixMs): Promise<void> => {
  await trx
    .insertInto('pipeline')
    .values({ id: 1, position, now_ms: nowMs })
    .onConflict((c) => c.column('id').doUpdateSet({ position, now_ms: nowMs }))
    .execute();
};

/**
 * Does more within the transaction that queues these messages; what it returns is told whether that has become durable. Never fails: the
 * decision does not depend on it.
 */
export type SendAlong = (
  trx: Transaction<DispatchTables>,
  queued: readonly Delivery[],
) => Promise<(isDurable: boolean) => void>;

/** Position, incidents, deliveries and everything else that a decision changed, in one transaction. */
export const saveDecision = async (
  database: Kysely<DispatchTables>,
  decision: Decision,
  how: { readonly position: number; readonly nowMs: UnixMs; readonly sendAlong?: SendAlong | undefined },
): Promise<() => void> => {
  let send: ((isDurable: boolean) => void) | undefined;
  const save = async (trx: Transaction<DispatchTables>): Promise<void> => {
    for (const incident of decision.incidents) await saveIncident(trx, incident);
    for (const seen of decision.seen) await saveSeen(trx, seen);
    for (const held of decision.held) await saveHeld(trx, held);
    for (const id of decision.unheld) await trx.deleteFrom('finding_held').where('finding_id', '=', id).execute();
    for (const delivery of decision.deliveries) await insertDelivery(trx, delivery);
    await saveHeldBack(trx, decision, how.nowMs);
    for (const entry of decision.context) await queueContext(trx, entry, how.nowMs);
    await saveMark(trx, how.position, how.nowMs);
    send = await how.sendAlong?.(trx, decision.deliveries);
  };
  try {
    await database.transaction().execute(save);
  } catch (error) {
    send?.(false);
    throw error;
  }
  return () => send?.(true);
};

/** Keeps a line that cannot be taken, and goes past it. */
export const saveSetAside = (
  database: Kysely<DispatchTables>,
  line: { readonly position: number; readonly document: string; readonly error: string },
  nowMs: UnixMs,
): Promise<void> =>
  database.transaction().execute(async (trx) => {
    const row = { position: line.position, document: line.document, error: line.error, at_ms: nowMs };
    await trx
      .insertInto('finding_set_aside')
      .values(row)
      .onConflict((c) => c.doNothing())
      .execute();
    await saveMark(trx, line.position, nowMs);
  });
