import type { Delivery } from '@liftwatch/schemas';
import type { Kysely, Transaction } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import { writeDown } from '../ledger/ledger-store.ts';

type Trx = Transaction<DispatchTables>;

export interface Erased {
  readonly contactId: string;
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
      .set({ document: JSON.stringify(rest) })
      .where('seq', '=', row.seq)
      .execute();
    await trx
      .updateTable('delivery_attempt')
      .set({ number_key: null })
      .where('delivery_id', '=', row.delivery_id)
      .execute();
  }
  return count;
};

/**
 * Forgets a contact's address everywhere: registry, messages, counters, reply letters. The contact's id stays, so that the record of
 * who was told remains whole. Messages that still wait for it are given up as refused. undefined: there is no such contact.
 */
export const eraseContact = (
  database: Kysely<DispatchTables>,
  contactId: string,
  by: { readonly id: string; readonly nowMs: number },
): Promise<Erased | undefined> =>
  database.transaction().execute(async (trx) => {
    const contact = await trx
      .selectFrom('contact')
      .select('contact_id')
      .where('contact_id', '=', contactId)
      .executeTakeFirst();
    const sent = await trx
      .selectFrom('delivery')
      .select(['seq', 'delivery_id', 'document'])
      .where('recipient_id', '=', contactId)
      .execute();
    if (!contact && sent.length === 0) return undefined;
    await trx.updateTable('contact').set({ address: '' }).where('contact_id', '=', contactId).execute();
    await trx.deleteFrom('reply_slot').where('recipient_id', '=', contactId).execute();
    const deliveriesCount = await withoutAddresses(trx, sent);
    await writeDown(trx, {
      atMs: by.nowMs,
      kind: 'person',
      subject: contactId,
      facts: { erased: 'address', by: by.id, deliveriesCount },
    });
    return { contactId, deliveriesCount };
  });

/** Takes the addresses out of messages that are older than so long. */
export const forgetOldAddresses = (database: Kysely<DispatchTables>, beforeMs: number): Promise<number> =>
  database.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom('delivery')
      .select(['seq', 'delivery_id', 'document'])
      .where('state', '<>', 'queued')
      .where('document', 'like', '%"address":%')
      .where((e) =>
        e.exists(
          e
            .selectFrom('incident')
            .select('incident.incident_id')
            .whereRef('incident.incident_id', '=', 'delivery.incident_id')
            .where('incident.updated_at_ms', '<', beforeMs)
            .where('incident.is_open', '=', 0),
        ),
      )
      .limit(500)
      .execute();
    return withoutAddresses(trx, rows);
  });
