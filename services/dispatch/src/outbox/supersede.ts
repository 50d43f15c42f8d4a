import type { Delivery } from '@liftwatch/schemas';
import type { Kysely, Transaction } from 'kysely';
import { asksForAnswer } from '../channels/sms/sms-text.ts';
import { recordDelivery } from '../database/change-log.ts';
import type { DispatchTables } from '../database/tables.ts';
import { isPersonal } from '../holding/stage.ts';
import { callsOff, tellsEnd, tellsOngoing } from '../routing/notices.ts';
import { NEVER_MS } from './after-attempt.ts';

type Db = Kysely<DispatchTables> | Transaction<DispatchTables>;

/**
 * Whether a call-off that nobody has been given yet must not be given any more, since `newer` to the same person says the opposite: sent now it
 * could be what he reads last, and people would wait for nobody. That one stands by is overtaken only by what asks him to come. Pure.
 */
export const isSuperseded = (callOff: Delivery, newer: Delivery): boolean => {
  if (!isPersonal(callOff) || callOff.recipientId !== newer.recipientId || !tellsOngoing(newer)) return false;
  if (callOff.notice === 'taken') return callOff.incidentId === newer.incidentId && asksForAnswer(newer);
  const isOther = callOff.incidentId !== newer.incidentId;
  return tellsEnd(callOff) && (isOther || newer.episode > callOff.episode);
};

/** Messages to the same person about the same thing: one incident, or an older one of its kind in the same place. */
const ofSame = (db: Db, { recipientId, incidentId, content }: Delivery) =>
  db
    .selectFrom('delivery as d')
    .select('d.document')
    .where('d.recipient_id', '=', recipientId)
    .where((where) =>
      where('d.incident_id', 'in', (of) =>
        of
          .selectFrom('incident as i')
          .select('i.incident_id')
          .where('i.scope', '=', content.scope)
          .where('i.kind', '=', content.kind)
          .unionAll(
            of.selectFrom('incident as own').select('own.incident_id').where('own.incident_id', '=', incidentId),
          ),
      ),
    )
    .orderBy('d.seq');

const supersede = async (db: Db, callOff: Delivery, by: Delivery): Promise<void> => {
  const delivery: Delivery = { ...callOff, state: 'superseded', supersededBy: by.deliveryId };
  await db
    .updateTable('delivery')
    .set({ state: delivery.state, due_at_ms: NEVER_MS, lease_until_ms: 0, document: JSON.stringify(delivery) })
    .where('delivery_id', '=', callOff.deliveryId)
    .execute();
  await recordDelivery(db, delivery);
};

/** A new message: call-offs that are still unsent give way to it. One that is being handed over now is looked at after that. */
export const supersedeBy = async (db: Db, newer: Delivery): Promise<void> => {
  if (!isPersonal(newer) || !tellsOngoing(newer)) return;
  const rows = await ofSame(db, newer)
    .where('d.state', '=', 'queued')
    .where('d.calls_off', '=', 1)
    .where('d.lease_until_ms', '<=', newer.createdAtMs)
    .execute();
  for (const { document } of rows) {
    const callOff = JSON.parse(document) as Delivery;
    if (isSuperseded(callOff, newer)) await supersede(db, callOff, newer);
  }
};

/** What the same person was told, or is to be told, of the same thing after this message; in order. */
export const newerThan = async (db: Db, delivery: Delivery): Promise<readonly Delivery[]> => {
  const rows = await ofSame(db, delivery)
    .where('d.seq', '>', (of) =>
      of.selectFrom('delivery as own').select('own.seq').where('own.delivery_id', '=', delivery.deliveryId),
    )
    .execute();
  return rows.map((row) => JSON.parse(row.document) as Delivery);
};

/** The same before this message; in order. */
export const olderThan = async (db: Db, delivery: Delivery): Promise<readonly Delivery[]> => {
  const rows = await ofSame(db, delivery)
    .where('d.seq', '<', (of) =>
      of.selectFrom('delivery as own').select('own.seq').where('own.delivery_id', '=', delivery.deliveryId),
    )
    .execute();
  return rows.map((row) => JSON.parse(row.document) as Delivery);
};

/** A call-off is to be sent again: not where something newer says the opposite; true: so it is, and it has given way. */
export const supersedeOld = async (db: Db, callOff: Delivery): Promise<boolean> => {
  if (callOff.state !== 'queued' || !isPersonal(callOff) || !callsOff(callOff)) return false;
  const newer = (await newerThan(db, callOff)).find((delivery) => isSuperseded(callOff, delivery));
  if (newer) await supersede(db, callOff, newer);
  return newer !== undefined;
};
