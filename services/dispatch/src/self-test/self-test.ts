import { SELF_TEST_LIFT, type Delivery } from '@liftwatch/schemas';
import { sql, type Kysely } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import { writeDown } from '../ledger/ledger-store.ts';

const STARTED_BEFORE_MS = 5_000;
const LOOK_EVERY_MS = 500;

/** Which leg of the way was reached last. */
export type SelfTestLeg = 'published' | 'incident' | 'accepted' | 'delivered';

export interface SelfTestResult {
  readonly ok: boolean;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly reached: SelfTestLeg | 'nothing';
}

export interface SelfTestParts {
  readonly database: Kysely<DispatchTables>;
  readonly nowMs: () => number;
  readonly timeoutMs: number;
  /** Publishes a reading as a terminal does; resolves with its PUBACK. */
  readonly publish: (topic: string, payload: string) => Promise<void>;
  /** Ends the incident that the test opened. */
  readonly end: (incidentId: string) => Promise<void>;
  readonly wait: (ms: number) => Promise<void>;
}

const newest = async (database: Kysely<DispatchTables>, sinceMs: number) => {
  const row = await database
    .selectFrom('incident')
    .leftJoin('delivery', (on) =>
      on.onRef('delivery.incident_id', '=', 'incident.incident_id').on('delivery.channel', '=', 'sms'),
    )
    .select(['incident.incident_id', 'delivery.document'])
    .where('incident.lift_id', '=', SELF_TEST_LIFT)
    .where('incident.opened_at_ms', '>=', sinceMs - STARTED_BEFORE_MS)
    .orderBy(sql`delivery.seq`, 'desc')
    .limit(1)
    .executeTakeFirst();
  return (
    row && {
      incidentId: row.incident_id,
      sms: row.document === null ? undefined : (JSON.parse(row.document) as Delivery),
    }
  );
};

const legOf = (found: Awaited<ReturnType<typeof newest>>): SelfTestLeg => {
  if (!found) return 'published';
  const state = found.sms?.state;
  if (state === 'delivered' || state === 'acknowledged') return 'delivered';
  return state === 'accepted' ? 'accepted' : 'incident';
};

/**
 * One synthetic entrapment through the whole way: a reading published to the broker, log, engine, finding, incident, SMS, and
 * the receipt that the SMS has arrived. Says how far it came when it did not arrive in time.
 */
export const runSelfTest = async (parts: SelfTestParts): Promise<SelfTestResult> => {
  const startedAtMs = parts.nowMs();
  const result = (reached: SelfTestResult['reached']): SelfTestResult => ({
    ok: reached === 'delivered',
    startedAtMs,
    durationMs: parts.nowMs() - startedAtMs,
    reached,
  });
  const kept = async (done: SelfTestResult): Promise<SelfTestResult> => {
    await parts.database
      .transaction()
      .execute((trx) =>
        writeDown(trx, { atMs: parts.nowMs(), kind: 'test', subject: SELF_TEST_LIFT, facts: { ...done } }),
      );
    return done;
  };
  try {
    const reading = { at: startedAtMs, sentAt: startedAtMs, type: 'code', code: '90' };
    await parts.publish(`lift/v1/${SELF_TEST_LIFT}/event`, JSON.stringify(reading));
  } catch {
    return kept(result('nothing'));
  }
  let found: Awaited<ReturnType<typeof newest>>;
  do {
    found = await newest(parts.database, startedAtMs);
    if (legOf(found) === 'delivered') break;
    await parts.wait(LOOK_EVERY_MS);
  } while (parts.nowMs() - startedAtMs < parts.timeoutMs);
  const done = result(legOf(found));
  if (found) await parts.end(found.incidentId);
  return kept(done);
};
