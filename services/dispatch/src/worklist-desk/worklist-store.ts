import { openWorklistStates, type WorklistItem } from '@liftwatch/schemas';
import type { Kysely, Transaction } from 'kysely';
import type { Scope } from '../access/principal.ts';
import { registryIn, worklistItemsIn } from '../access/rows.ts';
import type { DispatchTables } from '../database/tables.ts';
import { usualCapacity } from '../worklist/rank.ts';
import type { Outcomes } from '../worklist/precision.ts';

type Db = Kysely<DispatchTables> | Transaction<DispatchTables>;

/** How a lift without a firm in the registry is filed. */
export const NO_FIRM = 'none';
export const firmKey = (firmId: string | null): string => firmId ?? NO_FIRM;

const read = (document: string): WorklistItem => JSON.parse(document) as WorklistItem;

export const saveItem = async (db: Db, item: WorklistItem): Promise<void> => {
  const row = {
    firm_id: firmKey(item.firmId),
    lift_id: item.liftId,
    state: item.state,
    is_open: openWorklistStates.includes(item.state) ? 1 : 0,
    rule: item.rule.name,
    document: JSON.stringify(item),
  };
  await db
    .insertInto('worklist_item')
    .values({ item_id: item.itemId, ...row })
    .onConflict((c) => c.column('item_id').doUpdateSet(row))
    .execute();
};

export const loadItem = async (db: Db, itemId: string): Promise<WorklistItem | undefined> => {
  const row = await db.selectFrom('worklist_item').select('document').where('item_id', '=', itemId).executeTakeFirst();
  return row && read(row.document);
};

/** Open items of all firms, or of one; of a scope alone where it is given. */
export const openItems = async (db: Db, firm?: string, scope?: Scope): Promise<WorklistItem[]> => {
  let select = db.selectFrom('worklist_item').select('document').where('is_open', '=', 1).orderBy('item_id');
  if (firm !== undefined) select = select.where('firm_id', '=', firm);
  if (scope !== undefined) select = select.where(worklistItemsIn(scope));
  return (await select.execute()).map((row) => read(row.document));
};

export const closedItems = async (
  db: Db,
  of: { readonly firm: string; readonly scope: Scope | undefined },
  limit: number,
): Promise<WorklistItem[]> => {
  let select = db
    .selectFrom('worklist_item')
    .select('document')
    .where('firm_id', '=', of.firm)
    .where('is_open', '=', 0);
  if (of.scope !== undefined) select = select.where(worklistItemsIn(of.scope));
  const rows = await select.execute();
  const items = rows.map((row) => read(row.document));
  return items.sort((a, b) => (b.closedAtMs ?? 0) - (a.closedAtMs ?? 0)).slice(0, limit);
};

export const firmsWithOpen = async (db: Db): Promise<string[]> => {
  const rows = await db.selectFrom('worklist_item').select('firm_id').distinct().where('is_open', '=', 1).execute();
  return rows.map((row) => row.firm_id ?? NO_FIRM).sort((a, b) => (a < b ? -1 : 1));
};

/** Firms with anything open, and firms of the registry; of a scope: its own, and those of its lifts. */
export const firmsWithWork = async (db: Db, scope?: Scope): Promise<string[]> => {
  if (scope !== undefined) {
    const own = await db.selectFrom('firm').select('firm_id').where(registryIn('firm', scope)).execute();
    const items = await openItems(db, undefined, scope);
    const all = new Set([...own.map((row) => row.firm_id), ...items.map((item) => firmKey(item.firmId))]);
    return [...all].sort((a, b) => (a < b ? -1 : 1));
  }
  const known = await db.selectFrom('firm').select('firm_id').execute();
  const all = new Set([...(await firmsWithOpen(db)), ...known.map((row) => row.firm_id)]);
  return [...all].sort((a, b) => (a < b ? -1 : 1));
};

export const outcomesOf = async (db: Db, scope?: Scope): Promise<Outcomes[]> => {
  let select = db
    .selectFrom('worklist_item')
    .select(['rule', 'firm_id', 'state', (e) => e.fn.countAll<number>().as('count')])
    .where('is_open', '=', 0);
  if (scope !== undefined) select = select.where(worklistItemsIn(scope));
  const rows = await select.groupBy(['rule', 'firm_id', 'state']).orderBy('rule').orderBy('firm_id').execute();
  const found = new Map<
    string,
    { rule: string; firmId: string | null; confirmed: number; rejected: number; expired: number }
  >();
  for (const { rule, firm_id, state, count } of rows) {
    const firmId = firm_id === NO_FIRM ? null : firm_id;
    const key = `${rule}|${firm_id}`;
    const one = found.get(key) ?? { rule, firmId, confirmed: 0, rejected: 0, expired: 0 };
    if (state === 'confirmed' || state === 'rejected' || state === 'expired') one[state] += Number(count);
    found.set(key, one);
  }
  return [...found.values()];
};

/** What the firm said, else what its fleet suggests. */
export const capacityOf = async (
  db: Db,
  firm: string,
): Promise<{ readonly perDay: number; readonly said: boolean }> => {
  const said = await db.selectFrom('worklist_capacity').selectAll().where('firm_id', '=', firm).executeTakeFirst();
  if (said) return { perDay: said.per_day, said: true };
  const lifts = await db
    .selectFrom('lift')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('firm_id', '=', firm)
    .executeTakeFirst();
  return { perDay: usualCapacity(Number(lifts?.count ?? 0)), said: false };
};

export const saveCapacity = async (db: Db, o: { firm: string; perDay: number; by: string; atMs: number }) => {
  const row = { per_day: o.perDay, changed_by: o.by, at_ms: o.atMs };
  await db
    .insertInto('worklist_capacity')
    .values({ firm_id: o.firm, ...row })
    .onConflict((c) => c.column('firm_id').doUpdateSet(row))
    .execute();
};

export interface Run {
  readonly day: number;
  readonly rankedAtMs: number;
  readonly reason: string;
  readonly capacity: number;
}

export const runOf = async (db: Db, firm: string): Promise<Run | undefined> => {
  const row = await db.selectFrom('worklist_run').selectAll().where('firm_id', '=', firm).executeTakeFirst();
  return row && { day: row.day, rankedAtMs: Number(row.ranked_at_ms), reason: row.reason, capacity: row.capacity };
};

export const saveRun = async (db: Db, firm: string, run: Run): Promise<void> => {
  const row = { day: run.day, ranked_at_ms: run.rankedAtMs, reason: run.reason, capacity: run.capacity };
  await db
    .insertInto('worklist_run')
    .values({ firm_id: firm, ...row })
    .onConflict((c) => c.column('firm_id').doUpdateSet(row))
    .execute();
};

export const markOf = async (db: Db): Promise<number> => {
  const row = await db.selectFrom('worklist_mark').select('position').where('id', '=', 1).executeTakeFirst();
  return Number(row?.position ?? 0);
};

export const saveMark = async (db: Db, position: number): Promise<void> => {
  await db
    .insertInto('worklist_mark')
    .values({ id: 1, position })
    .onConflict((c) => c.column('id').doUpdateSet({ position }))
    .execute();
};
