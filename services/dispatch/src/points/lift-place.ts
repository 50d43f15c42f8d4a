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

/** The place of a lift; empty when it is not registered. */
export const placeOfLift = async (db: Kysely<DispatchTables>, liftId: string): Promise<LiftPlace> => {
  const row = await db
    .selectFrom('lift')
    .leftJoin('site', 'site.site_id', 'lift.site_id')
    .leftJoin('district', 'district.district_id', 'lift.district_id')
    .leftJoin('firm', 'firm.firm_id', 'lift.firm_id')
    .select(['lift.document', 'site.name as site', 'district.name as district', 'firm.name as firm'])
    .where('lift.lift_id', '=', liftId)
    .executeTakeFirst();
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
