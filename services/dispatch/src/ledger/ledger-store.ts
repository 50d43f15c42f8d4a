import type { Kysely, Transaction } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import { lineAfter, type LedgerLine, type LedgerNote } from './entry.ts';

type Db = Kysely<DispatchTables> | Transaction<DispatchTables>;

const lineOf = (row: DispatchTables['ledger']): LedgerLine => ({
  seq: Number(row.seq),
  atMs: Number(row.at_ms),
  kind: row.kind,
  subject: row.subject,
  document: row.document,
  prevHash: row.prev_hash,
  hash: row.hash,
});

export const lastLine = async (db: Db): Promise<LedgerLine | undefined> => {
  const row = await db.selectFrom('ledger').selectAll().orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return row && lineOf(row);
};

/** Adds a line, in the transaction of what it tells of: neither is there without the other. */
export const writeDown = async (trx: Db, note: LedgerNote): Promise<void> => {
  const { atMs, prevHash, ...line } = lineAfter(await lastLine(trx), note);
  await trx
    .insertInto('ledger')
    .values({ ...line, at_ms: atMs, prev_hash: prevHash })
    .execute();
};

/** Lines in order, after a position; the newest first where that is asked for, and then 0 is before the first of them. */
export const readLines = async (
  db: Db,
  after: {
    readonly seq: number;
    readonly limit: number;
    readonly subject?: string | undefined;
    readonly order?: 'oldest' | 'newest';
  },
): Promise<readonly LedgerLine[]> => {
  const isNewest = after.order === 'newest';
  let select = db
    .selectFrom('ledger')
    .selectAll()
    .orderBy('seq', isNewest ? 'desc' : 'asc')
    .limit(after.limit);
  if (!isNewest || after.seq > 0) select = select.where('seq', isNewest ? '<' : '>', after.seq);
  if (after.subject !== undefined) select = select.where('subject', '=', after.subject);
  return (await select.execute()).map(lineOf);
};
