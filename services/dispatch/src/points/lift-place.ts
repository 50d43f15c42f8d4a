import type { Incident, LiftFacts } from '@liftwatch/schemas';
import type { Kysely } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';

/** What the registry says of a lift and its place. */
export interface LiftPlace {
  readonly liftName?: string | undefined;
  readonly siteName?: string | undefined;
  readonly districtName?: string | undefined;
  readonly firmName?: string | undefined;
  readonly brand?: string | undefined;
  readonly placeType?: string | undefined;
  readonly latitude?: number | undefined;
  readonly longitude?: number | undefined;
}

/** Both tables have these columns. */
const rowOf = (db: Kysely<DispatchTables>, table: 'lift' | 'removed_lift', liftId: string) =>
  db
    .selectFrom(`${table as 'lift'} as of`)
    .leftJoin('site', 'site.site_id', 'of.site_id')
    .leftJoin('district', 'district.district_id', 'of.district_id')
    .leftJoin('firm', 'firm.firm_id', 'of.firm_id')
    .select(['of.document', 'site.name as site', 'district.name as district', 'firm.name as firm'])
    .where('of.lift_id', '=', liftId)
    .executeTakeFirst();

/** The place of a lift, also of one that was taken out since; empty when it was never registered. */
export const placeOfLift = async (db: Kysely<DispatchTables>, liftId: string): Promise<LiftPlace> => {
  const row = (await rowOf(db, 'lift', liftId)) ?? (await rowOf(db, 'removed_lift', liftId));
  if (!row) return {};
  const facts = JSON.parse(row.document) as Partial<LiftFacts>;
  return {
    liftName: facts.name,
    siteName: row.site ?? undefined,
    districtName: row.district ?? undefined,
    firmName: row.firm ?? undefined,
    brand: facts.manufacturer,
    placeType: facts.placeType,
    latitude: facts.latitude,
    longitude: facts.longitude,
  };
};

const nameOf = async (
  db: Kysely<DispatchTables>,
  table: 'site' | 'district' | 'firm',
  id: string | undefined,
): Promise<string | undefined> => {
  if (id === undefined) return undefined;
  const row = await db
    .selectFrom(`${table as 'site'} as of`)
    .select('of.name')
    .where(`of.${table}_id` as 'of.site_id', '=', id)
    .executeTakeFirst();
  return row?.name;
};

/**
 * The place of an incident, by the names of those that it concerned when it began: a firm that has the lift since then has no part in
 * it. One of several lifts has the name of its site only.
 */
export const placeOf = async (db: Kysely<DispatchTables>, { lift, liftId }: Incident): Promise<LiftPlace> => {
  const siteName = await nameOf(db, 'site', lift.siteId);
  if (liftId === undefined) return siteName === undefined ? {} : { siteName };
  const place = await placeOfLift(db, liftId);
  return {
    ...place,
    liftName: place.liftName ?? lift.name,
    siteName: siteName ?? place.siteName,
    districtName: (await nameOf(db, 'district', lift.districtId)) ?? place.districtName,
    firmName: await nameOf(db, 'firm', lift.firmId),
  };
};
