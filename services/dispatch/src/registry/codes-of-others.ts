import type { Kysely, Transaction } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import { uniqueCodes, type LiftRow } from './lift-row.ts';
import type { RegistryRow } from './registry-file.ts';

type Db = Kysely<DispatchTables> | Transaction<DispatchTables>;

const codesOf = (lift: LiftRow): readonly string[] =>
  uniqueCodes.flatMap((code) => (lift[code] === undefined ? [] : [`${code} ${lift[code]}`]));

/**
 * Holds the codes of imported lifts against those of all others: two plates with one code send a crew to the wrong lift. Asked
 * inside of the import's transaction, when its rows are in. Returns one line per code that another lift has.
 */
export const codesOfOthers = async (db: Db, rows: readonly RegistryRow[]): Promise<readonly string[]> => {
  const lifts = rows.filter((row) => row.kind === 'lift' && codesOf(row.row).length > 0);
  if (lifts.length === 0) return [];
  // Among themselves they were compared where the file was read.
  const imported = new Set(lifts.map(({ row }) => (row as LiftRow).liftId));
  const owners = new Map<string, string[]>();
  for (const { document } of await db.selectFrom('lift').select('document').execute()) {
    const lift = JSON.parse(document) as LiftRow;
    for (const code of codesOf(lift)) owners.set(code, [...(owners.get(code) ?? []), lift.liftId]);
  }
  return lifts.flatMap(({ row, where }) =>
    codesOf(row as LiftRow).flatMap((code) => {
      const other = owners.get(code)?.find((liftId) => !imported.has(liftId));
      return other === undefined ? [] : [`${where}: ${code.replace(' ', ': ')} is already that of lift ${other}`];
    }),
  );
};
