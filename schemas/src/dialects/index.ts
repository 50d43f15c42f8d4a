import { canonical, chongqing, core, regulator, shanghai } from './national.ts';
import type { DialectTable } from './table.ts';
import { maixin, propertyBi, terminalFirmware, terminalUpload, vendorCity } from './vendors.ts';

export type { DialectRow, DialectTable } from './table.ts';

/** What a raw code means. The signals that the code implies: `impliedSignals(code)`. */
export interface DialectMeaning {
  /** Canonical catalogue code. An entrapment whose place the table does not tell is X02; X01 if L is known 1. */
  readonly code: string;
  /** The raw code says that the fault of `code` has ended, rather than begun. No table known today has such codes. */
  readonly clears?: boolean;
}

/** Every known code table, in the order of the documentation. */
export const dialects: readonly DialectTable[] = [
  core,
  regulator,
  shanghai,
  chongqing,
  vendorCity,
  maixin,
  terminalFirmware,
  terminalUpload,
  propertyBi,
  canonical,
];

/** Names of the code tables that are known. */
export const dialectNames: readonly string[] = dialects.map(({ name }) => name);

/** Every spelling of one raw code: with as many leading zeros as the table's width allows. */
const spellings = (raw: string, digits: number): readonly string[] => {
  if (!/^\d+$/.test(raw)) return [raw];
  const shortest = String(Number(raw));
  return Array.from({ length: digits - shortest.length + 1 }, (_, zeros) => '0'.repeat(zeros) + shortest);
};

const meanings: ReadonlyMap<string, ReadonlyMap<string, DialectMeaning>> = new Map(
  dialects.map(({ name, digits, rows }) => [
    name,
    new Map(rows.flatMap(({ raw, code }) => spellings(raw, digits).map((spelling) => [spelling, { code }]))),
  ]),
);

/**
 * Looks a raw code up in one named table; undefined when the table or the code is not known. O(1); never guesses.
 *
 * Spelling: white space around the code is ignored. Leading zeros of an all-digit code carry no meaning up to the
 * width of the table (two digits, `property-bi` four): '4' and '04' are one code, because senders print integers; '004'
 * is no code of a two-digit table. Anything else must match: '4.0', 'E4' and '0x04' are nothing. Small letters and
 * white space around it make no other code and no other table: 'x02' is 'X02', 'Shanghai' is 'shanghai'.
 */
export const meaningOf = (dialect: string, rawCode: string): DialectMeaning | undefined => {
  const table = meanings.get(dialect) ?? meanings.get(dialect.trim().toLowerCase());
  return table?.get(rawCode) ?? table?.get(rawCode.trim().toUpperCase());
};
