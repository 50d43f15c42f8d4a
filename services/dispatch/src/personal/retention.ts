import type { Kysely } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import { writeDown } from '../ledger/ledger-store.ts';
import { forgetOldAddresses } from './erase.ts';

const DAY_MS = 86_400_000;
const LOOK_EVERY_MS = 3_600_000;
const INCIDENTS_AT_ONCE = 200;

export interface RetentionPolicy {
  /** Records of incidents and messages: 4 years, as TSG T5002-2017 asks for maintenance records. */
  readonly recordsDays: number;
  /** Addresses and numbers in messages whose incident is closed. */
  readonly numbersDays: number;
}

/** Deletes what is older than the policy, in portions; open incidents never. The ledger stays: it holds no personal data. */
export const applyRetention = async (
  database: Kysely<DispatchTables>,
  policy: RetentionPolicy,
  nowMs: number,
): Promise<{ readonly incidentsCount: number; readonly addressesCount: number }> => {
  const addressesCount = await forgetOldAddresses(database, nowMs - policy.numbersDays * DAY_MS);
  const old = await database
    .selectFrom('incident')
    .select('incident_id')
    .where('is_open', '=', 0)
    .where('updated_at_ms', '<', nowMs - policy.recordsDays * DAY_MS)
    .orderBy('updated_at_ms')
    .limit(INCIDENTS_AT_ONCE)
    .execute();
  for (const { incident_id: id } of old)
    await database.transaction().execute(async (trx) => {
      const ids = trx.selectFrom('delivery').select('delivery_id').where('incident_id', '=', id);
      await trx.deleteFrom('delivery_attempt').where('delivery_id', 'in', ids).execute();
      await trx.deleteFrom('delivery').where('incident_id', '=', id).execute();
      await trx.deleteFrom('reply_slot').where('incident_id', '=', id).execute();
      await trx.deleteFrom('held_back').where('incident_id', '=', id).execute();
      await trx.deleteFrom('incident_firm').where('incident_id', '=', id).execute();
      await trx.deleteFrom('incident').where('incident_id', '=', id).execute();
      await writeDown(trx, { atMs: nowMs, kind: 'person', subject: id, facts: { deleted: 'retention' } });
    });
  return { incidentsCount: old.length, addressesCount };
};

/** Looks each hour. */
export const startRetention = (options: {
  readonly database: Kysely<DispatchTables>;
  readonly policy: RetentionPolicy;
  readonly nowMs: () => number;
  readonly onDone: (done: { readonly incidentsCount: number; readonly addressesCount: number }) => void;
  readonly onError: (error: unknown) => void;
}) => {
  const look = (): void => {
    applyRetention(options.database, options.policy, options.nowMs()).then(options.onDone, options.onError);
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
  return { close: (): void => clearInterval(timer) };
};
