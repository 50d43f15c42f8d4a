import type { Kysely } from 'kysely';
import type { Scope } from '../access/principal.ts';
import { registryIn } from '../access/rows.ts';
import { masked } from '../channels/masked.ts';
import type { DispatchTables } from '../database/tables.ts';
import { paged, type Page } from './page.ts';

type Db = Kysely<DispatchTables>;

const tables = {
  lifts: ['lift', 'lift_id'],
  sites: ['site', 'site_id'],
  districts: ['district', 'district_id'],
  firms: ['firm', 'firm_id'],
  contacts: ['contact', 'contact_id'],
  rotas: ['rota', 'rota_id'],
  stations: ['station', 'station_id'],
  'removed-lifts': ['removed_lift', 'lift_id'],
} as const;
export type RegistryList = keyof typeof tables;
export const isRegistryList = (name: string): name is RegistryList => Object.hasOwn(tables, name);

const camel = (key: string): string => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const shown = (row: Record<string, unknown>): Record<string, unknown> => {
  if (typeof row['document'] === 'string') {
    const { document, removed_at_ms: removedAtMs, removed_by: removedBy, reason } = row;
    const removed = removedAtMs === undefined ? {} : { removedAtMs: Number(removedAtMs), removedBy, reason };
    return { ...(JSON.parse(document as string) as Record<string, unknown>), ...removed };
  }
  const entries = Object.entries(row).filter(([, value]) => value !== null);
  return Object.fromEntries(
    entries.map(([key, value]) => [camel(key), key === 'address' ? masked(String(value)) : value]),
  );
};

export const listRegistry = async (
  db: Db,
  list: RegistryList,
  query: { readonly limit: number; readonly after?: string | undefined; readonly scope?: Scope | undefined },
): Promise<Page<Record<string, unknown>>> => {
  const [table, key] = tables[list];
  // One query over these tables: their key columns differ in name only.
  let select = (db as unknown as Kysely<Record<string, Record<string, unknown>>>)
    .selectFrom(table)
    .selectAll()
    .orderBy(key)
    .limit(query.limit + 1);
  if (query.after !== undefined) select = select.where(key, '>', query.after);
  if (query.scope !== undefined) select = select.where(registryIn(table, query.scope));
  const rows = await select.execute();
  const page = paged(rows, query.limit, (row) => String(row[key]));
  return { items: page.items.map(shown), next: page.next };
};
