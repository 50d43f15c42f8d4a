import type { Delivery, Incident } from '@liftwatch/schemas';
import type { Kysely } from 'kysely';
import { masked } from '../channels/masked.ts';
import type { DispatchTables } from '../database/tables.ts';
import { DispatchError } from '../errors.ts';

type Db = Kysely<DispatchTables>;
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

const paged = <T>(found: readonly T[], limit: number, keyOf: (item: T) => string): Page<T> => {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last !== undefined ? keyOf(last) : null };
};

/** Incidents, newest first; `after` is `{openedAtMs}-{incidentId}` of the last of the page before. */
export const listIncidents = async (
  db: Db,
  query: {
    readonly limit: number;
    readonly after?: string | undefined;
    readonly open?: string | undefined;
    readonly liftId?: string | undefined;
  },
): Promise<Page<Incident>> => {
  let select = db
    .selectFrom('incident')
    .select('document')
    .orderBy('opened_at_ms', 'desc')
    .orderBy('incident_id')
    .limit(query.limit + 1);
  if (query.open !== undefined) select = select.where('is_open', '=', query.open === 'true' ? 1 : 0);
  if (query.liftId !== undefined) select = select.where('lift_id', '=', query.liftId);
  const [afterMs, afterId] = query.after?.split('-') ?? [];
  if (afterMs !== undefined && afterId !== undefined)
    select = select.where((e) =>
      e.or([
        e('opened_at_ms', '<', Number(afterMs)),
        e.and([e('opened_at_ms', '=', Number(afterMs)), e('incident_id', '>', afterId)]),
      ]),
    );
  const rows = await select.execute();
  return paged(
    rows.map((r) => JSON.parse(r.document) as Incident),
    query.limit,
    (i) => `${i.openedAtMs}-${i.incidentId}`,
  );
};

/** One incident and what was sent of it, addresses masked. @throws {DispatchError} LIFT_DISPATCH_NOT_FOUND */
export const incidentDetail = async (
  db: Db,
  incidentId: string,
): Promise<{ readonly incident: Incident; readonly deliveries: readonly Delivery[] }> => {
  const row = await db
    .selectFrom('incident')
    .select('document')
    .where('incident_id', '=', incidentId)
    .executeTakeFirst();
  if (!row)
    throw new DispatchError(
      'LIFT_DISPATCH_NOT_FOUND',
      `no incident ${incidentId}: list them with GET /api/v1/incidents`,
      { recoverable: false },
    );
  const sent = await db
    .selectFrom('delivery')
    .select('document')
    .where('incident_id', '=', incidentId)
    .orderBy('seq')
    .execute();
  const deliveries = sent.map((r) => JSON.parse(r.document) as Delivery);
  return {
    incident: JSON.parse(row.document) as Incident,
    deliveries: deliveries.map((d) => (d.address === undefined ? d : { ...d, address: masked(d.address) })),
  };
};

const tables = {
  lifts: ['lift', 'lift_id'],
  sites: ['site', 'site_id'],
  districts: ['district', 'district_id'],
  firms: ['firm', 'firm_id'],
  contacts: ['contact', 'contact_id'],
} as const;
export type RegistryList = keyof typeof tables;
export const isRegistryList = (name: string): name is RegistryList => Object.hasOwn(tables, name);

const camel = (key: string): string => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const shown = (row: Record<string, unknown>): Record<string, unknown> => {
  if (typeof row['document'] === 'string') return JSON.parse(row['document']) as Record<string, unknown>;
  const entries = Object.entries(row).filter(([, value]) => value !== null);
  return Object.fromEntries(
    entries.map(([key, value]) => [camel(key), key === 'address' ? masked(String(value)) : value]),
  );
};

export const listRegistry = async (
  db: Db,
  list: RegistryList,
  query: { readonly limit: number; readonly after?: string | undefined },
): Promise<Page<Record<string, unknown>>> => {
  const [table, key] = tables[list];
  // One query over five tables: their key columns differ in name only.
  let select = (db as unknown as Kysely<Record<string, Record<string, unknown>>>)
    .selectFrom(table)
    .selectAll()
    .orderBy(key)
    .limit(query.limit + 1);
  if (query.after !== undefined) select = select.where(key, '>', query.after);
  const rows = await select.execute();
  const page = paged(rows, query.limit, (row) => String(row[key]));
  return { items: page.items.map(shown), next: page.next };
};
