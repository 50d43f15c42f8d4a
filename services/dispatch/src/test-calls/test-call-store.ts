import { sql, type Kysely, type SqlBool } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import { registryIn } from '../access/rows.ts';
import type { Scope } from '../access/principal.ts';
import { writeDown } from '../ledger/ledger-store.ts';

type Db = Kysely<DispatchTables>;

/** EN 81-28: the alarm system of each lift calls by itself at least every three days. */
export const TEST_CALL_EVERY_MS = 72 * 3_600_000;

/** Where a lift stands. never: no test call was ever reported, so that nobody knows. */
export interface TestCallStanding {
  readonly liftId: string;
  /** As people call the lift; null: it has no name. */
  readonly name: string | null;
  readonly standing: 'in-time' | 'overdue' | 'failed' | 'never';
  readonly lastOkAtMs: number | null;
  readonly lastAtMs: number | null;
  readonly dueAtMs: number | null;
}

export interface TestCall {
  /** Idempotency: the same id is the same call. */
  readonly id: string;
  readonly liftId: string;
  readonly atMs: number;
  readonly ok: boolean;
}

/** Keeps a test call. One that is known changes nothing; a late one does not set a newer one back. */
export const saveTestCall = (db: Db, call: TestCall): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const known = await trx.selectFrom('test_call').select('id').where('id', '=', call.id).executeTakeFirst();
    if (known) return;
    await trx
      .insertInto('test_call')
      .values({ id: call.id, lift_id: call.liftId, at_ms: call.atMs, ok: call.ok ? 1 : 0 })
      .execute();
    await writeDown(trx, {
      atMs: call.atMs,
      kind: 'test',
      subject: call.liftId,
      facts: { testCall: call.id, ok: call.ok },
    });
  });

const standingOf = (
  row: { lift_id: string; name: string | null; last_ok: number | null; last: number | null },
  nowMs: number,
): TestCallStanding => {
  const lastOkAtMs = row.last_ok === null ? null : Number(row.last_ok);
  const lastAtMs = row.last === null ? null : Number(row.last);
  const dueAtMs = lastOkAtMs === null ? null : lastOkAtMs + TEST_CALL_EVERY_MS;
  const base = { liftId: row.lift_id, name: row.name, lastOkAtMs, lastAtMs, dueAtMs };
  if (lastAtMs === null) return { ...base, standing: 'never' };
  if (lastOkAtMs === null || lastOkAtMs < lastAtMs) return { ...base, standing: 'failed' };
  return { ...base, standing: nowMs > (dueAtMs ?? 0) ? 'overdue' : 'in-time' };
};

/** Registered lifts with their test calls, by id. */
export const testCallStandings = async (
  db: Db,
  query: {
    readonly nowMs: number;
    readonly limit: number;
    readonly after?: string | undefined;
    readonly scope?: Scope | undefined;
    /** Only lifts that are not in time. */
    readonly onlyOwed?: boolean | undefined;
  },
): Promise<readonly TestCallStanding[]> => {
  let select = db
    .selectFrom('lift')
    .leftJoin('test_call', 'test_call.lift_id', 'lift.lift_id')
    .select([
      'lift.lift_id',
      'lift.name',
      sql<number | null>`max(CASE WHEN test_call.ok = 1 THEN test_call.at_ms END)`.as('last_ok'),
      sql<number | null>`max(test_call.at_ms)`.as('last'),
    ])
    .groupBy(['lift.lift_id', 'lift.name'])
    .orderBy('lift.lift_id')
    .limit(query.limit);
  if (query.after !== undefined) select = select.where('lift.lift_id', '>', query.after);
  if (query.scope !== undefined) select = select.where(registryIn('lift', query.scope));
  if (query.onlyOwed)
    select = select.having(
      sql<SqlBool>`max(CASE WHEN test_call.ok = 1 THEN test_call.at_ms END) IS NULL
        OR max(CASE WHEN test_call.ok = 1 THEN test_call.at_ms END) < max(test_call.at_ms)
        OR max(CASE WHEN test_call.ok = 1 THEN test_call.at_ms END) < ${query.nowMs - TEST_CALL_EVERY_MS}`,
    );
  return (await select.execute()).map((row) => standingOf(row, query.nowMs));
};

/** Registered lifts by standing, for /metrics. */
export const countTestCalls = async (
  db: Db,
  nowMs: number,
): Promise<Readonly<Record<TestCallStanding['standing'], number>>> => {
  const counts = { 'in-time': 0, overdue: 0, failed: 0, never: 0 };
  const rows = await db
    .selectFrom('lift')
    .leftJoin('test_call', 'test_call.lift_id', 'lift.lift_id')
    .select([
      'lift.lift_id',
      'lift.name',
      sql<number | null>`max(CASE WHEN test_call.ok = 1 THEN test_call.at_ms END)`.as('last_ok'),
      sql<number | null>`max(test_call.at_ms)`.as('last'),
    ])
    .groupBy(['lift.lift_id', 'lift.name'])
    .execute();
  for (const row of rows) counts[standingOf(row, nowMs).standing] += 1;
  return counts;
};
