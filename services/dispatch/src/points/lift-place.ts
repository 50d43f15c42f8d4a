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

/** The place of an incident; one of several lifts has the name of its site only. */
export const placeOf = async (db: Kysely<DispatchTables>, { lift, liftId }: Incident): Promise<LiftPlace> => {
  if (liftId !== undefined) {
    const place = await placeOfLift(db, liftId);
    return { ...place, liftName: place.liftName ?? lift.name };
  }
  if (lift.siteId === undefined) return {};
  const site = await db.selectFrom('site').select('name').where('site_id', '=', lift.siteId).executeTakeFirst();
  return { siteName: site?.name };
};
