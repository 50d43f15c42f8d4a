import type { ContextEntry } from '@liftwatch/schemas';
import type { Kysely, Transaction } from 'kysely';
import { queueContext } from '../context/context-outbox.ts';
import { hashOf } from '../database/hash.ts';
import type { DispatchTables } from '../database/tables.ts';
import { BUILT_IN } from './check.ts';
import { isPlain, liftsNamed, resolver, type Resolved, type Standing } from './resolve.ts';
import { loadRuleSet, versionIn, type Role } from './rule-set-store.ts';

type Db = Kysely<DispatchTables>;
type Resolve = (lift: Standing) => Resolved;

/** So many lifts in one transaction: other writers get their turn in between. */
const AT_ONCE = 500;
const plain: Resolve = () => ({ version: BUILT_IN, overrides: [], rules: [] });
const content = ({ overrides, rules }: Resolved): string => JSON.stringify({ overrides, rules });

const resolvers = async (db: Db) => {
  const active = await versionIn(db, 'active');
  const candidate = await versionIn(db, 'candidate');
  const activeSet = active && (await loadRuleSet(db, active.version));
  const candidateSet = candidate && (await loadRuleSet(db, candidate.version));
  return {
    active: activeSet ? resolver(activeSet) : plain,
    candidate: candidateSet && resolver(candidateSet),
    named: [...(activeSet ? liftsNamed(activeSet) : []), ...(candidateSet ? liftsNamed(candidateSet) : [])],
  };
};

/** What a lift is to be told in a role; undefined: nothing (no set, or in the shadow nothing that differs). */
const wanted = (role: Role, lift: Standing, of: Awaited<ReturnType<typeof resolvers>>): Resolved | undefined => {
  const active = of.active(lift);
  if (role === 'active') return isPlain(active) ? undefined : active;
  const candidate = of.candidate?.(lift);
  return candidate === undefined || content(candidate) === content(active) ? undefined : candidate;
};

const entryOf = (role: Role, liftId: string, o: { resolved: Resolved | undefined; nowMs: number; before: string }) => {
  const { resolved = plain({ liftId }), nowMs, before } = o;
  const ends = role === 'candidate' && o.resolved === undefined;
  return {
    ...resolved,
    type: role === 'active' ? 'rule-set' : 'rule-candidate',
    liftId,
    id: `rules-${hashOf(`${liftId}|${role}|${before}|${JSON.stringify(resolved)}|${nowMs}`)}`,
    at: nowMs,
    ...(ends && { ends }),
  } as ContextEntry;
};

/** Queues what a lift was not yet told, in the transaction that notes that it was. */
const tellOne = async (
  trx: Transaction<DispatchTables>,
  lift: Standing,
  o: { role: Role; of: Awaited<ReturnType<typeof resolvers>>; nowMs: number },
): Promise<boolean> => {
  const { liftId } = lift;
  const { role } = o;
  const resolved = wanted(role, lift, o.of);
  const told = await trx
    .selectFrom('lift_rules')
    .select('document')
    .where('lift_id', '=', liftId)
    .where('role', '=', role)
    .executeTakeFirst();
  const document = resolved ? JSON.stringify(resolved) : '';
  const before = told?.document ?? '';
  if (before === document) return false;
  await queueContext(trx, entryOf(role, liftId, { resolved, nowMs: o.nowMs, before }), o.nowMs);
  await trx
    .insertInto('lift_rules')
    .values({ lift_id: liftId, role, document })
    .onConflict((c) => c.columns(['lift_id', 'role']).doUpdateSet({ document }))
    .execute();
  return true;
};

const standingOf = (document: string): Standing => JSON.parse(document) as Standing;

const pageOfLifts = async (db: Db, after: string): Promise<Standing[]> => {
  const rows = await db
    .selectFrom('lift')
    .select('document')
    .where('lift_id', '>', after)
    .orderBy('lift_id')
    .limit(AT_ONCE)
    .execute();
  return rows.map((row) => standingOf(row.document));
};

/** Lifts outside the registry that a set names, or that were told something before. */
const unregistered = async (db: Db, named: readonly string[]): Promise<Standing[]> => {
  const registered = db.selectFrom('lift').select('lift_id');
  const told = await db
    .selectFrom('lift_rules')
    .select('lift_id')
    .distinct()
    .where('lift_id', 'not in', registered)
    .execute();
  const known = new Set<string>();
  for (let i = 0; i < named.length; i += AT_ONCE) {
    const rows = await registered.where('lift_id', 'in', named.slice(i, i + AT_ONCE)).execute();
    for (const row of rows) known.add(row.lift_id);
  }
  const ids = new Set([...named.filter((liftId) => !known.has(liftId)), ...told.map((row) => row.lift_id)]);
  return [...ids].map((liftId) => ({ liftId }));
};

/**
 * Brings every lift to what holds for it: the entries that differ from what it was told last go into the outbox.
 * Idempotent, resumed at the next call after a crash. Returns how many lifts were told.
 */
export const tellLifts = async (db: Db, nowMs: number): Promise<number> => {
  const of = await resolvers(db);
  let toldCount = 0;
  const tellAll = (lifts: readonly Standing[]): Promise<void> =>
    db.transaction().execute(async (trx) => {
      for (const lift of lifts)
        for (const role of ['active', 'candidate'] as const)
          if (await tellOne(trx, lift, { role, of, nowMs })) toldCount++;
    });
  for (let after = ''; ;) {
    const lifts = await pageOfLifts(db, after);
    if (lifts.length === 0) break;
    await tellAll(lifts);
    after = (lifts.at(-1) as Standing).liftId;
  }
  await tellAll(await unregistered(db, of.named));
  return toldCount;
};
