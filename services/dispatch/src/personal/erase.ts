import type { Delivery } from '@liftwatch/schemas';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import type { HeldBack } from '../holding/held-back.ts';
import { writeDown } from '../ledger/ledger-store.ts';

type Trx = Transaction<DispatchTables>;

const AT_ONCE = 500;

export interface Erased {
  readonly contactId: string;
  /** More than one where the id is a person's. */
  readonly contactIds: readonly string[];
  /** Messages whose address was taken out. */
  readonly deliveriesCount: number;
}

/** Takes addresses out of messages; what was said, when and to which contact stays. */
const withoutAddresses = async (
  trx: Trx,
  rows: readonly { readonly seq: number; readonly delivery_id: string; readonly document: string }[],
): Promise<number> => {
  let count = 0;
  for (const row of rows) {
    const { address, ...rest } = JSON.parse(row.document) as Delivery;
    if (address === undefined) continue;
    count += 1;
    await trx
      .updateTable('delivery')
      .set({ document: JSON.stringify(rest), line: null })
      .where('seq', '=', row.seq)
      .execute();
    await trx.deleteFrom('phone_line').where('delivery_id', '=', row.delivery_id).execute();
    await trx
      .updateTable('delivery_attempt')
      .set({ number_key: null })
      .where('delivery_id', '=', row.delivery_id)
      .execute();
  }
  return count;
};

/** The same of messages that wait, or waited, before they were sent. */
const heldWithoutAddresses = async (
  trx: Trx,
  rows: readonly { readonly seq: number; readonly document: string }[],
): Promise<void> => {
  for (const row of rows) {
    const { delivery, ...held } = JSON.parse(row.document) as HeldBack;
    const { address, ...rest } = delivery;
    if (address === undefined) continue;
    const document = JSON.stringify({ ...held, delivery: rest });
    await trx.updateTable('held_back').set({ document }).where('seq', '=', row.seq).execute();
  }
};

/** Contacts behind an id: the one of that id, and all of a person who has several. */
const contactsBehind = async (trx: Trx, id: string): Promise<readonly string[]> => {
  const rows = await trx
    .selectFrom('contact')
    .select('contact_id')
    .where((e) => e.or([e('contact_id', '=', id), e('person_id', '=', id)]))
    .execute();
  return rows.map((row) => row.contact_id);
};

/** One contact: registry, reply letters, messages, messages that wait. How many messages it was in. */
const eraseOne = async (trx: Trx, contactId: string): Promise<number> => {
  await trx.updateTable('contact').set({ address: '' }).where('contact_id', '=', contactId).execute();
  await trx.deleteFrom('reply_slot').where('recipient_id', '=', contactId).execute();
  const held = await trx
    .selectFrom('held_back')
    .select(['seq', 'document'])
    .where('recipient_id', '=', contactId)
    .execute();
  await heldWithoutAddresses(trx, held);
  const sent = await trx
    .selectFrom('delivery')
    .select(['seq', 'delivery_id', 'document'])
    .where('recipient_id', '=', contactId)
    .execute();
  return withoutAddresses(trx, sent);
};

/**
 * Forgets a contact's address everywhere, or all addresses of a person who has several contacts: registry, messages, those
 * that wait, counters, reply letters. Ids stay, so that the record of who was told remains whole. Messages that are still to
 * go out are given up as refused. undefined: there is no such contact and no message to it.
 */
export const eraseContact = (
  database: Kysely<DispatchTables>,
  id: string,
  by: { readonly id: string; readonly nowMs: number },
): Promise<Erased | undefined> =>
  database.transaction().execute(async (trx) => {
    const known = await contactsBehind(trx, id);
    const sent = await trx
      .selectFrom('delivery')
      .select('delivery_id')
      .where('recipient_id', '=', id)
      .limit(1)
      .executeTakeFirst();
    if (known.length === 0 && !sent) return undefined;
    const contactIds = [...new Set([...known, ...(sent ? [id] : [])])];
    let deliveriesCount = 0;
    for (const contactId of contactIds) {
      const ofOne = await eraseOne(trx, contactId);
      deliveriesCount += ofOne;
      const facts = { erased: 'address', by: by.id, deliveriesCount: ofOne };
      await writeDown(trx, { atMs: by.nowMs, kind: 'person', subject: contactId, facts });
    }
    return { contactId: id, contactIds, deliveriesCount };
  });

/** Whether the incident of a row is closed, and has been left alone since. */
const isOfOldIncident = (table: 'delivery' | 'held_back', beforeMs: number) => sql<boolean>`EXISTS (
  SELECT 1 FROM incident WHERE incident.incident_id = ${sql.ref(`${table}.incident_id`)}
    AND incident.is_open = 0 AND incident.updated_at_ms < ${beforeMs})`;

/** Takes the addresses out of messages that are older than so long, sent and held back alike; in portions. */
export const forgetOldAddresses = (database: Kysely<DispatchTables>, beforeMs: number): Promise<number> =>
  database.transaction().execute(async (trx) => {
    const sent = await trx
      .selectFrom('delivery')
      .select(['seq', 'delivery_id', 'document'])
      .where('state', '<>', 'queued')
      .where('document', 'like', '%"address":%')
      .where(isOfOldIncident('delivery', beforeMs))
      .limit(AT_ONCE)
      .execute();
    const held = await trx
      .selectFrom('held_back')
      .select(['seq', 'document'])
      .where('document', 'like', '%"address":%')
      .where(isOfOldIncident('held_back', beforeMs))
      .limit(AT_ONCE)
      .execute();
    await heldWithoutAddresses(trx, held);
    return withoutAddresses(trx, sent);
  });
