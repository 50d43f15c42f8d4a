import { channelNames, type ChannelName } from '@liftwatch/schemas';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { noticeAddressPattern } from '../channels/mqtt/mqtt.ts';
import { DispatchError } from '../errors.ts';
import { readCsv } from './csv-rows.ts';
import { firmRow, stationRow } from './firm-row.ts';
import { liftRow, uniqueCodes } from './lift-row.ts';
import type { Removal, RemovableList } from './remove-row.ts';
import { rotaRow } from './rota-row.ts';
import { problemOfRow } from './row-problem.ts';

const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'an id: 1-64 of A-Z a-z 0-9 . _ -');
const name = z.string().min(1).max(100);

const webAddress = z.url({ protocol: /^https?$/ });
/** A mobile number of China, as far as one sees that it is meant to be one, and has not its eleven digits. */
const slippedMobile = /^(?!(\+?86)?1[3-9]\d{9}$)(\+?86)?1[3-9]\d{6,}$/;
const phone = z
  .string()
  .regex(/^\+?\d{5,15}$/, 'a phone number: digits, + in front allowed')
  .refine(
    (number) => !slippedMobile.test(number),
    'a mobile number of China has 11 digits: look whether one is missing or there twice',
  );

/** What an address is, by channel. */
const addresses: Readonly<Record<ChannelName, z.ZodType>> = {
  webhook: webAddress,
  mqtt: z.string().regex(noticeAddressPattern, 'a topic below liftwatch/v1/notices/, such as firms/F1'),
  cap: webAddress,
  city: webAddress,
  email: z.email(),
  sms: phone,
  voice: phone,
  log: z.string(),
};

/** Whom to reach, for a firm, a site or a district; a platform without district serves all. */
const contact = z
  .strictObject({
    contactId: id,
    role: z.enum(['firm', 'platform', 'manager', 'operator', 'crew', 'station', 'rescue']),
    personId: id.optional(),
    firmId: id.optional(),
    siteId: id.optional(),
    stationId: id.optional(),
    districtId: id.optional(),
    channel: z.enum(channelNames),
    address: z.string().max(500).default(''),
    language: z.enum(['zh', 'en']).optional(),
  })
  .superRefine((c, context) => {
    const result = addresses[c.channel].safeParse(c.address);
    if (!result.success)
      context.addIssue({
        code: 'custom',
        path: ['address'],
        message: `for ${c.channel}: ${result.error.issues[0]?.message ?? 'invalid'}`,
      });
    if ((c.role === 'firm' || c.role === 'crew') && c.firmId === undefined)
      context.addIssue({ code: 'custom', path: ['firmId'], message: 'a firm contact names its firm' });
    if (c.role === 'manager' && c.siteId === undefined)
      context.addIssue({ code: 'custom', path: ['siteId'], message: 'a manager names the site' });
  });

export const registryRows = {
  district: z.strictObject({ districtId: id, name }),
  site: z.strictObject({ siteId: id, name, districtId: id.optional() }),
  firm: firmRow,
  station: stationRow,
  lift: liftRow,
  contact,
  rota: rotaRow,
} as const;
export type RowKind = keyof typeof registryRows;
export type RegistryRow = {
  readonly [K in RowKind]: {
    readonly kind: K;
    readonly row: z.infer<(typeof registryRows)[K]>;
    /** Where in the file it stands, as problems name it. */
    readonly where: string;
  };
}[RowKind];

/** A checked file: rows to take in, and rows to take out again. */
export interface RegistryFile {
  readonly rows: readonly RegistryRow[];
  readonly removals: readonly Required<Removal>[];
}

/** The same before anything is refused. */
export interface CheckedFile extends RegistryFile {
  /** What is wrong with its rows in themselves, and with one another. */
  readonly problems: readonly string[];
  /** `site S1`: every row by its id, the wrong ones too. */
  readonly named: ReadonlySet<string>;
  /** Where its rows stand, in their order. */
  readonly places: readonly string[];
}

interface RawRow {
  readonly where: string;
  readonly kind: string;
  readonly value: Record<string, unknown>;
}

const plural = {
  districts: 'district',
  sites: 'site',
  firms: 'firm',
  stations: 'station',
  lifts: 'lift',
  contacts: 'contact',
  rotas: 'rota',
} as const;
const numeric = new Set(['ratedSpeedMps', 'travelM', 'expectedIntervalS', 'latitude', 'longitude']);
const lists = new Set(['floors', 'sensors']);
const flags: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
};

/** Nothing of a file is taken where anything is wrong with it. */
export const importRefused = (problems: readonly string[]): DispatchError =>
  new DispatchError(
    'LIFT_DISPATCH_IMPORT_INVALID',
    `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}, nothing was imported: put the rows right and import again`,
    { recoverable: false, problems },
  );

/** A CSV cell as the schema wants it: empty = absent, lists separated by spaces or `|`. */
const cell = (column: string, text: string): unknown => {
  // What is no number stays as it is, to be told as it stands in the file.
  if (numeric.has(column)) return Number.isNaN(Number(text)) ? text : Number(text);
  if (column === 'onDemandMaintenance' || column === 'removed') return flags[text.toLowerCase()] ?? text;
  return lists.has(column) ? text.split(/[\s|]+/).filter(Boolean) : text;
};

const csvRows = (text: string): RawRow[] => {
  const { rows, problems } = readCsv(text);
  if (problems.length > 0) throw importRefused(problems);
  return rows.map(({ line, cells: { type = '', ...columns } }) => ({
    where: `line ${line}`,
    kind: type,
    value: Object.fromEntries(Object.entries(columns).map(([name, text_]) => [name, cell(name, text_)])),
  }));
};

/** `lifts:` with nothing below it is an empty list. */
const notAList = (key: string, value: unknown): RawRow[] => {
  if (!Object.hasOwn(plural, key)) return [{ where: key, kind: key, value: {} }];
  if (value === null) return [];
  throw importRefused([`${key}: must be a list, "- " before each of its rows`]);
};

const yamlRows = (text: string): RawRow[] => {
  const value: unknown = parseYaml(text, { maxAliasCount: 0 });
  if (typeof value !== 'object' || value === null) return [{ where: 'file', kind: '', value: {} }];
  return Object.entries(value).flatMap(([key, rows]) =>
    Array.isArray(rows)
      ? rows.map((row: unknown, n) => ({
          where: `${key}[${n}]`,
          kind: plural[key as keyof typeof plural] ?? key,
          value: row as Record<string, unknown>,
        }))
      : notAList(key, rows),
  );
};

const readRows = (text: string, format: 'csv' | 'yaml'): RawRow[] => {
  try {
    return format === 'csv' ? csvRows(text) : yamlRows(text);
  } catch (cause) {
    if (cause instanceof DispatchError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DispatchError('LIFT_DISPATCH_IMPORT_INVALID', `the file cannot be read as ${format}: ${why}`, {
      recoverable: false,
      cause,
      problems: [why],
    });
  }
};

/** Where bytes became U+FFFD, since they are of another encoding: names so garbled would be told to people. */
const garbled = (text: string): string[] =>
  text
    .split('\n')
    .flatMap((line, i) => (line.includes('\uFFFD') ? [`line ${i + 1}: not UTF-8: save the file as UTF-8`] : []));

const keyOf = ({ kind, row }: RegistryRow): string =>
  `${kind} ${String((row as Record<string, unknown>)[`${kind}Id`])}`;

/** A code that another lift of the file has already; two plates with one code send a crew to the wrong lift. */
const codesTaken = (row: RegistryRow, where: string, codes: Map<string, string>): string[] => {
  if (row.kind !== 'lift') return [];
  return uniqueCodes.flatMap((code) => {
    const value = row.row[code];
    if (value === undefined) return [];
    const taken = codes.get(`${code} ${value}`);
    codes.set(`${code} ${value}`, where);
    return taken === undefined ? [] : [`${where}: ${code}: ${value} is already that of ${taken}`];
  });
};

const listOf = Object.fromEntries(Object.entries(plural).map(([list, kind]) => [kind, list])) as Record<
  RowKind,
  RemovableList
>;

/** Whether a row is marked `removed`, and what it says; marked `false` it is a row like any other. */
const withoutMark = (value: Record<string, unknown>): { value: Record<string, unknown>; isMarked: boolean } => {
  if (typeof value !== 'object' || value === null || value['removed'] === undefined) return { value, isMarked: false };
  const { removed, ...rest } = value;
  return removed === false ? { value: rest, isMarked: false } : { value, isMarked: true };
};

/** A row marked `removed` names what is to be taken out by its id; what else it says is of no account. */
const removalOf = (kind: RowKind, value: Record<string, unknown>, where: string): Required<Removal> | string => {
  if (value['removed'] !== true) return `${where}: removed: yes or no`;
  const named = id.safeParse(value[`${kind}Id`]);
  return named.success ? { list: listOf[kind], id: named.data, where } : `${where}: ${kind}Id: an id, to be removed`;
};

/**
 * Checks a registry file row by row: all of it is good, or nothing is taken. CSV: a column `type` (district, site, firm,
 * station, lift, contact) and the fields by name. YAML: lists districts, sites, firms, stations, lifts, contacts, rotas. A row
 * whose `removed` is true is taken out instead.
 * @throws {DispatchError} LIFT_DISPATCH_IMPORT_INVALID where it cannot be read as such a file at all
 */
export const checkRegistryFile = (text: string, format: 'csv' | 'yaml'): CheckedFile => {
  const problems = garbled(text);
  if (problems.length > 0) throw importRefused(problems);
  const seen = new Map<string, string>();
  const codes = new Map<string, string>();
  const removals: Required<Removal>[] = [];
  const isFirst = (key: string, where: string): void => {
    if (seen.has(key)) problems.push(`${where}: ${key} is already at ${seen.get(key)}`);
    seen.set(key, where);
  };
  const raws = readRows(text, format);
  const rows = raws.flatMap(({ where, kind, ...raw }): RegistryRow[] => {
    const schema = Object.hasOwn(registryRows, kind) ? registryRows[kind as RowKind] : undefined;
    if (!schema)
      return (problems.push(`${where}: type "${kind}" is none of ${Object.keys(registryRows).join(', ')}`), []);
    const { value, isMarked } = withoutMark(raw.value);
    if (isMarked) {
      const removal = removalOf(kind as RowKind, value, where);
      if (typeof removal === 'string') return (problems.push(removal), []);
      isFirst(`${kind} ${removal.id}`, where);
      removals.push(removal);
      return [];
    }
    const parsed = schema.safeParse(value);
    if (!parsed.success) {
      for (const issue of parsed.error.issues)
        problems.push(`${where}: ${problemOfRow(issue, { kind, value, fields: schema.shape })}`);
      return [];
    }
    const row = { kind, row: parsed.data, where } as RegistryRow;
    isFirst(keyOf(row), where);
    problems.push(...codesTaken(row, where, codes));
    return [row];
  });
  const named = new Set(raws.map(({ kind, value }) => `${kind} ${String(value?.[`${kind}Id`])}`));
  return { rows, removals, problems, named, places: raws.map(({ where }) => where) };
};

/** A file whose rows are good in themselves. @throws {DispatchError} LIFT_DISPATCH_IMPORT_INVALID with one line per problem */
export const readRegistryFile = (text: string, format: 'csv' | 'yaml'): RegistryFile => {
  const { problems, rows, removals } = checkRegistryFile(text, format);
  if (problems.length > 0) throw importRefused(problems);
  return { rows, removals };
};
