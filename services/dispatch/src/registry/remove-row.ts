import { sql, type Kysely, type Transaction } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import { DispatchError } from '../errors.ts';

type Trx = Transaction<DispatchTables>;

/** Where a row of a list stands, and which columns refer to it. A lift is not among them: what rules know of it is in the log. */
const lists = {
  districts: { table: 'district', key: 'district_id', usedBy: ['site', 'lift', 'contact', 'station'] },
  sites: { table: 'site', key: 'site_id', usedBy: ['lift', 'contact'] },
  firms: { table: 'firm', key: 'firm_id', usedBy: ['lift', 'contact', 'rota'] },
  stations: { table: 'station', key: 'station_id', usedBy: ['contact'] },
  contacts: { table: 'contact', key: 'contact_id', usedBy: [] },
  rotas: { table: 'rota', key: 'rota_id', usedBy: [] },
} as const satisfies Record<
  string,
  {
    readonly table: keyof DispatchTables;
    readonly key: string;
    readonly usedBy: readonly (keyof DispatchTables)[];
  }
>;
export const removableLists = Object.keys(lists) as readonly RemovableList[];
export type RemovableList = keyof typeof lists;

const countOf = async (
  trx: Trx,
  where: { readonly table: string; readonly key: string; readonly id: string },
): Promise<number> => {
  const { rows } = await sql<{
    count: number;
  }>`SELECT COUNT(*) AS count FROM ${sql.table(where.table)} WHERE ${sql.ref(where.key)} = ${where.id}`.execute(trx);
  return Number(rows[0]?.count ?? 0);
};

/**
 * Takes a row out of the registry. What was sent to a contact stays in its messages; to forget a person as well, erase the contact.
 * @throws {DispatchError} LIFT_DISPATCH_NOT_FOUND, LIFT_DISPATCH_IN_USE naming what refers to it
 */
export const removeRow = (database: Kysely<DispatchTables>, list: RemovableList, id: string): Promise<void> =>
  database.transaction().execute(async (trx) => {
    const { table, key, usedBy } = lists[list];
    if ((await countOf(trx, { table, key, id })) === 0)
      throw new DispatchError('LIFT_DISPATCH_NOT_FOUND', `no ${table} ${id}: list them with GET /api/v1/${list}`, {
        recoverable: false,
      });
    const uses: string[] = [];
    for (const other of usedBy) {
      const count = await countOf(trx, { table: other, key, id });
      if (count > 0) uses.push(`${count} ${other}${count > 1 ? 's' : ''}`);
    }
    if (uses.length > 0)
      throw new DispatchError('LIFT_DISPATCH_IN_USE', `${table} ${id} is used by ${uses.join(', ')}: move them first`, {
        recoverable: false,
      });
    await sql`DELETE FROM ${sql.table(table)} WHERE ${sql.ref(key)} = ${id}`.execute(trx);
  });
