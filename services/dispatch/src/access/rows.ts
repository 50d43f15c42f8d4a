import { sql, type ExpressionBuilder, type ExpressionWrapper, type Kysely, type SqlBool } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import type { Scope } from './principal.ts';

type Db = Kysely<DispatchTables>;
type Condition<T extends keyof DispatchTables> = (
  e: ExpressionBuilder<DispatchTables, T>,
) => ExpressionWrapper<DispatchTables, T, SqlBool>;

/** `column IN (...)`; never for an empty list. */
const within = (column: string, ids: readonly string[]) =>
  ids.length === 0 ? sql<SqlBool>`1 = 0` : sql<SqlBool>`${sql.ref(column)} IN (${sql.join(ids)})`;

const sitesOf = (districtIds: readonly string[]) =>
  sql`(SELECT site_id FROM site WHERE ${within('site.district_id', districtIds)})`;

/** Incidents of a scope: of one of its firms, at one of its sites, in one of its districts. */
export const incidentsIn =
  (scope: Scope): Condition<'incident'> =>
  (e) =>
    e.or([
      sql<SqlBool>`incident.incident_id IN (SELECT incident_id FROM incident_firm WHERE ${within('incident_firm.firm_id', scope.firmIds)})`,
      within('incident.site_id', scope.siteIds),
      within('incident.district_id', scope.districtIds),
      sql<SqlBool>`incident.site_id IN ${sitesOf(scope.districtIds)}`,
    ]);

/** Lifts of a scope; `removed_lift`: those that were, when they were taken out. */
const liftCondition = (scope: Scope, table: 'lift' | 'removed_lift' = 'lift') => sql<SqlBool>`(
  ${within(`${table}.firm_id`, scope.firmIds)} OR ${within(`${table}.site_id`, scope.siteIds)}
  OR ${within(`${table}.district_id`, scope.districtIds)} OR ${sql.ref(`${table}.site_id`)} IN ${sitesOf(scope.districtIds)})`;

const liftsHave = (column: 'site_id' | 'firm_id' | 'district_id', outer: string, scope: Scope) =>
  sql<SqlBool>`EXISTS (SELECT 1 FROM lift WHERE lift.${sql.ref(column)} = ${sql.ref(outer)} AND ${liftCondition(scope)})`;

/** What of a registry list a scope sees: its own rows, and the names that its lifts refer to. */
export const registryIn = (
  table: 'lift' | 'removed_lift' | 'site' | 'district' | 'firm' | 'contact' | 'rota' | 'station',
  scope: Scope,
) => {
  switch (table) {
    case 'lift':
    case 'removed_lift':
      return liftCondition(scope, table);
    case 'site':
      return sql<SqlBool>`(${within('site.site_id', scope.siteIds)} OR ${within('site.district_id', scope.districtIds)}
        OR ${liftsHave('site_id', 'site.site_id', scope)})`;
    case 'district':
      return sql<SqlBool>`(${within('district.district_id', scope.districtIds)}
        OR ${liftsHave('district_id', 'district.district_id', scope)}
        OR district.district_id IN (SELECT site.district_id FROM site JOIN lift ON lift.site_id = site.site_id WHERE ${liftCondition(scope)}))`;
    case 'firm':
      return sql<SqlBool>`(${within('firm.firm_id', scope.firmIds)} OR ${liftsHave('firm_id', 'firm.firm_id', scope)})`;
    case 'rota':
      return within('rota.firm_id', scope.firmIds);
    case 'station':
      return within('station.district_id', scope.districtIds);
    case 'contact':
      return sql<SqlBool>`(${within('contact.firm_id', scope.firmIds)} OR ${within('contact.site_id', scope.siteIds)}
        OR ${within('contact.district_id', scope.districtIds)})`;
  }
};

export const isIncidentIn = async (db: Db, incidentId: string, scope: Scope): Promise<boolean> =>
  (await db
    .selectFrom('incident')
    .select('incident.incident_id')
    .where('incident.incident_id', '=', incidentId)
    .where(incidentsIn(scope))
    .executeTakeFirst()) !== undefined;

export const isLiftIn = async (db: Db, liftId: string, scope: Scope): Promise<boolean> =>
  (await db
    .selectFrom('lift')
    .select('lift.lift_id')
    .where('lift.lift_id', '=', liftId)
    .where(liftCondition(scope))
    .executeTakeFirst()) !== undefined;

/** A site of the scope as a whole; that a firm has lifts there makes it nobody's but the manager's. */
const isSiteIn = async (db: Db, siteId: string, scope: Scope): Promise<boolean> =>
  (await db
    .selectFrom('site')
    .select('site.site_id')
    .where('site.site_id', '=', siteId)
    .where(sql<SqlBool>`(${within('site.site_id', scope.siteIds)} OR ${within('site.district_id', scope.districtIds)})`)
    .executeTakeFirst()) !== undefined;

/** Whether something lies at a place of the scope: at one of its lifts, or at one of its sites. What names neither reaches beyond any scope. */
export const isPlaceIn = async (
  db: Db,
  { liftId, siteId }: { readonly liftId?: string | undefined; readonly siteId?: string | undefined },
  scope: Scope,
): Promise<boolean> =>
  (liftId !== undefined && (await isLiftIn(db, liftId, scope))) ||
  (siteId !== undefined && (await isSiteIn(db, siteId, scope)));

export const isRotaIn = async (db: Db, rotaId: string, scope: Scope): Promise<boolean> =>
  (await db
    .selectFrom('rota')
    .select('rota.rota_id')
    .where('rota.rota_id', '=', rotaId)
    .where(registryIn('rota', scope))
    .executeTakeFirst()) !== undefined;

/** Warnings on a scope's worklists: those of its firms, and those about lifts of its sites and districts. */
export const worklistItemsIn = (scope: Scope): Condition<'worklist_item'> => {
  const places: Scope = { ...scope, firmIds: [] };
  return (e) =>
    e.or([
      within('worklist_item.firm_id', scope.firmIds),
      sql<SqlBool>`worklist_item.lift_id IN (SELECT lift.lift_id FROM lift WHERE ${liftCondition(places)})`,
      sql<SqlBool>`worklist_item.lift_id IN (SELECT removed_lift.lift_id FROM removed_lift WHERE ${liftCondition(places, 'removed_lift')})`,
    ]);
};

export const isWorklistItemIn = async (db: Db, itemId: string, scope: Scope): Promise<boolean> =>
  (await db
    .selectFrom('worklist_item')
    .select('item_id')
    .where('item_id', '=', itemId)
    .where(worklistItemsIn(scope))
    .executeTakeFirst()) !== undefined;

/** A firm that maintains a lift of the scope. */
const isFirmIn = async (db: Db, firmId: string, scope: Scope): Promise<boolean> =>
  (await db
    .selectFrom('lift')
    .select('lift.lift_id')
    .where('lift.firm_id', '=', firmId)
    .where(liftCondition(scope))
    .limit(1)
    .executeTakeFirst()) !== undefined;

/** Firms whose worklist concerns a scope: its own, and those that have anything on it there. */
export const isWorklistIn = async (db: Db, firmId: string, scope: Scope): Promise<boolean> =>
  scope.firmIds.includes(firmId) ||
  (await db
    .selectFrom('worklist_item')
    .select('item_id')
    .where('firm_id', '=', firmId)
    .where(worklistItemsIn(scope))
    .limit(1)
    .executeTakeFirst()) !== undefined ||
  isFirmIn(db, firmId, scope);

/** The incident of a message. */
export const isDeliveryIn = async (db: Db, deliveryId: string, scope: Scope): Promise<boolean> => {
  const row = await db
    .selectFrom('delivery')
    .select('incident_id')
    .where('delivery_id', '=', deliveryId)
    .executeTakeFirst();
  return row !== undefined && isIncidentIn(db, row.incident_id, scope);
};
