import type { ContextEntry } from '@liftwatch/schemas';
import type { Kysely, Transaction } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';

/** What stands until it is told anew, by what it replaces. A job or a decision is of its moment, and is told once. */
const standing: Partial<Readonly<Record<ContextEntry['type'], string>>> = {
  'lift-facts': 'facts',
  'lift-removed': 'facts',
  'rule-set': 'rules',
  'rule-candidate': 'candidate',
};

const READ_AT_ONCE = 5_000;
const MARKED_AT_ONCE = 500;

/** Places in the outbox of what each lift was told last of everything that stands. */
const newestStanding = async (trx: Kysely<DispatchTables>): Promise<readonly number[]> => {
  const newest = new Map<string, number>();
  for (let after = 0; ;) {
    const rows = await trx
      .selectFrom('context_outbox')
      .select(['seq', 'lift_id', 'document'])
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(READ_AT_ONCE)
      .execute();
    for (const { seq, lift_id: liftId, document } of rows) {
      const of = standing[(JSON.parse(document) as ContextEntry).type];
      if (of !== undefined) newest.set(`${of} ${liftId}`, Number(seq));
      after = Number(seq);
    }
    if (rows.length < READ_AT_ONCE) return [...newest.values()];
  }
};

/**
 * Queues again what stands of each lift, facts and rules, for a log that was lost with it: the entries have the ids that they had, and one that
 * the log still holds takes no effect twice. Returns how many.
 */
export const tellAgain = (database: Kysely<DispatchTables>): Promise<number> =>
  database.transaction().execute(async (trx: Transaction<DispatchTables>) => {
    const places = await newestStanding(trx);
    for (let from = 0; from < places.length; from += MARKED_AT_ONCE)
      await trx
        .updateTable('context_outbox')
        .set({ published_at_ms: null })
        .where('seq', 'in', places.slice(from, from + MARKED_AT_ONCE))
        .execute();
    return places.length;
  });
