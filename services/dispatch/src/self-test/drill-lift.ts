import type { Incident, LiftFacts } from '@liftwatch/schemas';
import type { Kysely } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import { DispatchError } from '../errors.ts';

type Db = Kysely<DispatchTables>;

/**
 * A registered lift as its incidents name it.
 * @throws {DispatchError} LIFT_DISPATCH_NOT_FOUND: an exercise at a lift that is not registered would reach nobody
 */
export const registeredLift = async (db: Db, liftId: string): Promise<Incident['lift']> => {
  const row = await db
    .selectFrom('lift')
    .leftJoin('site', 'site.site_id', 'lift.site_id')
    .selectAll('lift')
    .select('site.district_id as site_district_id')
    .where('lift_id', '=', liftId)
    .executeTakeFirst();
  if (!row)
    throw new DispatchError('LIFT_DISPATCH_NOT_FOUND', `lift ${liftId} is not registered: an exercise reaches nobody`, {
      recoverable: false,
    });
  const districtId = row.district_id ?? row.site_district_id;
  const { name } = JSON.parse(row.document) as Partial<LiftFacts>;
  return {
    registered: true,
    ...(name === undefined ? {} : { name }),
    ...(row.site_id === null ? {} : { siteId: row.site_id }),
    ...(districtId === null ? {} : { districtId }),
    ...(row.firm_id === null ? {} : { firmId: row.firm_id }),
  };
};

/** The exercise that is going on at a lift. */
export const openDrillAt = async (db: Db, liftId: string): Promise<string | undefined> => {
  const row = await db
    .selectFrom('incident')
    .select('incident_id')
    .where('scope', '=', `drill/${liftId}`)
    .where('is_open', '=', 1)
    .executeTakeFirst();
  return row?.incident_id;
};
