import { endedIncidentStates, type Delivery, type UnixMs } from '@liftwatch/schemas';
import type { Kysely, Transaction } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import { placeOf } from '../channels/words.ts';
import type { Candidate } from './which.ts';

type Db = Kysely<DispatchTables> | Transaction<DispatchTables>;

/** The digit alone for the first incident that is open for a number, then letters; A would be taken for the first. */
const slots: readonly string[] = ['', ...Array.from('BCDEFGHJKLMNPQRSTUVWXYZ')];

const openSlots = (db: Db, numberKey: string) =>
  db
    .selectFrom('reply_slot')
    .innerJoin('incident', 'incident.incident_id', 'reply_slot.incident_id')
    .select(['reply_slot.incident_id', 'reply_slot.slot', 'reply_slot.recipient_id', 'reply_slot.delivery_id'])
    .select('incident.state')
    .where('reply_slot.number_key', '=', numberKey)
    .where('incident.is_open', '=', 1)
    .orderBy('reply_slot.at_ms')
    .orderBy('reply_slot.seq')
    .execute();

/**
 * Gives a message to a number its letter, before its first attempt: one incident keeps its letter as long as it is open,
 * whatever else is told meanwhile. More incidents than letters: the message asks for no answer by SMS.
 */
export const withSlot = async (
  trx: Db,
  delivery: Delivery,
  at: { readonly numberKey: string; readonly nowMs: UnixMs },
): Promise<Delivery> => {
  const open = await openSlots(trx, at.numberKey);
  const own = open.find((row) => row.incident_id === delivery.incidentId);
  const slot = own?.slot ?? slots.find((letter) => !open.some((row) => row.slot === letter));
  if (slot === undefined) return delivery;
  const row = { recipient_id: delivery.recipientId, delivery_id: delivery.deliveryId, at_ms: at.nowMs };
  await trx
    .insertInto('reply_slot')
    .values({ number_key: at.numberKey, incident_id: delivery.incidentId, slot, ...row })
    .onConflict((c) => c.columns(['number_key', 'incident_id']).doUpdateSet({ ...row, slot }))
    .execute();
  return { ...delivery, replySlot: slot };
};

/** The open incidents that a number can answer to. */
export const candidatesOf = async (db: Db, numberKey: string): Promise<readonly Candidate[]> => {
  const open = await openSlots(db, numberKey);
  const found: Candidate[] = [];
  for (const row of open) {
    const sent = await db
      .selectFrom('delivery')
      .select('document')
      .where('delivery_id', '=', row.delivery_id)
      .executeTakeFirst();
    if (!sent) continue;
    const { incident_id: incidentId, recipient_id: recipientId, delivery_id: deliveryId, slot } = row;
    const delivery = JSON.parse(sent.document) as Delivery;
    const person = delivery.personId === undefined ? {} : { personId: delivery.personId };
    const language = delivery.language === undefined ? {} : { language: delivery.language };
    const isOver = (endedIncidentStates as readonly string[]).includes(row.state);
    found.push({ incidentId, recipientId, ...person, ...language, deliveryId, slot, place: placeOf(delivery), isOver });
  }
  return found;
};
