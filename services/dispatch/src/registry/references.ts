import type { Kysely, Transaction } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import type { RegistryRow } from './registry-file.ts';

type Db = Kysely<DispatchTables> | Transaction<DispatchTables>;

/** What a row may refer to, by the field that does. A district may be known by its code alone. */
const targets = {
  siteId: { table: 'site', column: 'site_id', list: 'sites' },
  firmId: { table: 'firm', column: 'firm_id', list: 'firms' },
  stationId: { table: 'station', column: 'station_id', list: 'stations' },
} as const;
type Field = keyof typeof targets;
const fields = Object.keys(targets) as Field[];

const idsOf = async (db: Db, field: Field): Promise<ReadonlySet<string>> => {
  const { table, column } = targets[field];
  // One query over three tables: their key columns differ in name only.
  const rows = await (db as unknown as Kysely<Record<string, Record<string, string>>>)
    .selectFrom(table)
    .select(column)
    .execute();
  return new Set(rows.map((row) => String(row[column])));
};

/**
 * Holds imported rows against the registry as it is with them in it: a lift of a firm that nobody has entered would reach
 * nobody when it matters. Asked inside of the import's transaction. Returns one line per reference to what is neither here nor in the file.
 * @param alsoNamed `site S1`: rows of the file that are there, and wrong in themselves
 */
export const lostReferences = async (
  db: Db,
  rows: readonly RegistryRow[],
  alsoNamed: ReadonlySet<string> = new Set(),
): Promise<readonly string[]> => {
  const problems: string[] = [];
  const known: Partial<Record<Field, ReadonlySet<string>>> = {};
  for (const { kind, row, where } of rows)
    for (const field of fields) {
      const id = (row as Partial<Record<Field, string>>)[field];
      const { table, list } = targets[field];
      if (id === undefined || kind === table || alsoNamed.has(`${table} ${id}`)) continue;
      const ids = (known[field] ??= await idsOf(db, field));
      if (!ids.has(id)) problems.push(`${where}: ${field}: no ${table} ${id}: add it to ${list}, or import it first`);
    }
  return problems;
};
