import type { Kysely } from 'kysely';
import { stringify } from 'yaml';
import { masked } from '../channels/masked.ts';
import type { Rota } from '../escalation/rota.ts';
import type { DispatchTables } from '../database/tables.ts';
import { cellOfText } from './csv-cell.ts';

type Row = Readonly<Record<string, unknown>>;
type Registry = Readonly<
  Record<'districts' | 'sites' | 'firms' | 'stations' | 'lifts' | 'contacts' | 'rotas', readonly Row[]>
>;

const singular = {
  districts: 'district',
  sites: 'site',
  firms: 'firm',
  stations: 'station',
  lifts: 'lift',
  contacts: 'contact',
} as const;

const present = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([, v]) => v !== null && v !== undefined));
const documents = (rows: readonly { readonly document: string }[]): readonly Row[] =>
  rows.map((row) => JSON.parse(row.document) as Row);

const iso = (atMs: number): string => new Date(atMs).toISOString();

/** Overrides as the import reads them. */
const rotaRowOf = (row: Row): Row => {
  const { overrides, ...rota } = row as unknown as Rota;
  return {
    ...rota,
    overrides: overrides.map(({ fromMs, toMs, personId }) => ({ from: iso(fromMs), to: iso(toMs), personId })),
  };
};

/** The whole registry as it would be imported; numbers masked unless asked for in full. */
const loadRegistry = async (db: Kysely<DispatchTables>, isFull: boolean): Promise<Registry> => {
  // Without those whose address was forgotten: there is nothing of them to import again.
  const contacts = await db
    .selectFrom('contact')
    .selectAll()
    .where((e) => e.or([e('address', '<>', ''), e('channel', '=', 'log')]))
    .orderBy('contact_id')
    .execute();
  const districts = await db.selectFrom('district').selectAll().orderBy('district_id').execute();
  const sites = await db.selectFrom('site').selectAll().orderBy('site_id').execute();
  const firms = await db.selectFrom('firm').selectAll().orderBy('firm_id').execute();
  return {
    districts: districts.map((d) => ({ districtId: d.district_id, name: d.name })),
    sites: sites.map((s) => present({ siteId: s.site_id, name: s.name, districtId: s.district_id })),
    firms: firms.map((f) =>
      f.document === null ? { firmId: f.firm_id, name: f.name } : (JSON.parse(f.document) as Row),
    ),
    stations: documents(await db.selectFrom('station').select('document').orderBy('station_id').execute()),
    lifts: documents(await db.selectFrom('lift').select('document').orderBy('lift_id').execute()),
    contacts: contacts.map((c) =>
      present({
        contactId: c.contact_id,
        personId: c.person_id,
        role: c.role,
        firmId: c.firm_id,
        siteId: c.site_id,
        stationId: c.station_id,
        districtId: c.district_id,
        channel: c.channel,
        language: c.language,
        address: isFull || c.address === '' ? c.address : masked(c.address),
      }),
    ),
    rotas: documents(await db.selectFrom('rota').select('document').orderBy('rota_id').execute()).map(rotaRowOf),
  };
};

const textOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.join('|');
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** A number is no formula, whatever its sign. */
const cellOf = (value: unknown): string => (typeof value === 'number' ? String(value) : cellOfText(textOf(value)));

/** Spreadsheets take a table without it for the encoding of the machine, as GBK. */
const BYTE_ORDER_MARK = '\uFEFF';

/** One table of all kinds, a column `type` first, as the import reads it. A rota has shifts in it: YAML only. */
const csvOf = (registry: Registry): string => {
  const rows = Object.entries(singular).flatMap(([list, type]) =>
    registry[list as keyof typeof singular].map((row): Row => ({ type, ...row })),
  );
  const columns = [...new Set(['type', ...rows.flatMap((row) => Object.keys(row))])];
  const lines = rows.map((row) => columns.map((c) => (row[c] === undefined ? '' : cellOf(row[c]))).join(','));
  return `${BYTE_ORDER_MARK}${[columns.join(','), ...lines].join('\n')}\n`;
};

/** The registry as a file that can be imported again, where numbers are in full. */
export const exportRegistry = async (
  db: Kysely<DispatchTables>,
  how: { readonly format: 'csv' | 'yaml'; readonly isFull: boolean },
): Promise<string> => {
  const registry = await loadRegistry(db, how.isFull);
  return how.format === 'csv' ? csvOf(registry) : stringify(registry);
};
