import { liveIncidentStates } from '@liftwatch/schemas';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import { DispatchError } from '../errors.ts';
import { takeLiftOut } from './removed-lift.ts';

type Trx = Transaction<DispatchTables>;

/** Where a row of a list stands, and which columns refer to it. */
const lists = {
  contacts: { table: 'contact', key: 'contact_id', usedBy: [] },
  rotas: { table: 'rota', key: 'rota_id', usedBy: [] },
  lifts: { table: 'lift', key: 'lift_id', usedBy: [] },
  stations: { table: 'station', key: 'station_id', usedBy: ['contact'] },
  sites: { table: 'site', key: 'site_id', usedBy: ['lift', 'contact'] },
  firms: { table: 'firm', key: 'firm_id', usedBy: ['lift', 'contact', 'rota'] },
  districts: { table: 'district', key: 'district_id', usedBy: ['site', 'lift', 'contact', 'station'] },
} as const satisfies Record<
  string,
  {
    readonly table: keyof DispatchTables;
    readonly key: string;
    readonly usedBy: readonly (keyof DispatchTables)[];
  }
>;
export type RemovableList = keyof typeof lists;
/** What refers to others comes before what they refer to. */
export const removableLists = Object.keys(lists) as readonly RemovableList[];

/** A row of the registry, and where in a file it is named. */
export interface Removal {
  readonly list: RemovableList;
  readonly id: string;
  readonly where?: string;
}
export interface RemovedHow {
  readonly nowMs: number;
  /** Id of who asked for it. */
  readonly by: string;
  readonly reason?: string | undefined;
}

const countOf = async (
  trx: Trx,
  where: { readonly table: string; readonly key: string; readonly id: string },
): Promise<number> => {
  const { rows } = await sql<{
    count: number;
  }>`SELECT COUNT(*) AS count FROM ${sql.table(where.table)} WHERE ${sql.ref(where.key)} = ${where.id}`.execute(trx);
  return Number(rows[0]?.count ?? 0);
};

const inUse = (message: string): DispatchError =>
  new DispatchError('LIFT_DISPATCH_IN_USE', message, { recoverable: false });

/** The silence of its terminal keeps no lift in the registry: the engine ends that when the lift is taken out. */
const checkNothingLasts = async (trx: Trx, liftId: string): Promise<void> => {
  const rows = await trx
    .selectFrom('incident')
    .select(['incident_id', 'kind', 'state'])
    .where('lift_id', '=', liftId)
    .where('state', 'in', [...liveIncidentStates])
    .where('kind', '<>', 'terminal')
    .orderBy('opened_at_ms')
    .execute();
  if (rows.length === 0) return;
  const each = rows.map((row) => `${row.incident_id} (${row.kind}, ${row.state})`).join(', ');
  throw inUse(
    `lift ${liftId} has incidents that last: ${each}: end each with POST /api/v1/incidents/{id}/release or /reject first`,
  );
};

const checkUnused = async (trx: Trx, { list, id }: Removal): Promise<void> => {
  const { table, key, usedBy } = lists[list];
  const uses: string[] = [];
  for (const other of usedBy) {
    const count = await countOf(trx, { table: other, key, id });
    if (count > 0) uses.push(`${count} ${other}${count > 1 ? 's' : ''}`);
  }
  if (uses.length > 0) throw inUse(`${table} ${id} is used by ${uses.join(', ')}: move or remove them first`);
  if (list === 'lifts') await checkNothingLasts(trx, id);
};

/**
 * Takes a row out of the registry, in a transaction of the caller's; false: it is not there. A lift leaves a trace in
 * `removed_lift`, and the rules hear of it. What was sent to a contact stays in its messages; to forget a person, erase the contact.
 * @throws {DispatchError} LIFT_DISPATCH_IN_USE naming what refers to it, or which incidents of a lift last
 */
export const takeOut = async (trx: Trx, removal: Removal, how: RemovedHow): Promise<boolean> => {
  const { list, id } = removal;
  const { table, key } = lists[list];
  if ((await countOf(trx, { table, key, id })) === 0) return false;
  await checkUnused(trx, removal);
  if (list === 'lifts') await takeLiftOut(trx, id, how);
  await sql`DELETE FROM ${sql.table(table)} WHERE ${sql.ref(key)} = ${id}`.execute(trx);
  return true;
};

/**
 * As `takeOut`, in a transaction of its own.
 * @throws {DispatchError} LIFT_DISPATCH_NOT_FOUND, LIFT_DISPATCH_IN_USE
 */
export const removeRow = (database: Kysely<DispatchTables>, removal: Removal, how: RemovedHow): Promise<void> =>
  database.transaction().execute(async (trx) => {
    if (await takeOut(trx, removal, how)) return;
    const { list, id } = removal;
    throw new DispatchError(
      'LIFT_DISPATCH_NOT_FOUND',
      `no ${lists[list].table} ${id}: list them with GET /api/v1/${list}`,
      { recoverable: false },
    );
  });
