/**
 * One raw code of a table. `seen`: this sender's table lists it. `core`: taken over from the national core, which is
 * the same everywhere for 01-08, 40-47 and 90 (not so for 09-11 and 91-93, which are therefore never taken over).
 */
export interface DialectRow {
  readonly raw: string;
  readonly code: string;
  readonly basis: 'seen' | 'core';
}

export interface DialectTable {
  /** As in `dialect` of an event and of the lift facts. */
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  readonly source: string;
  /** Greatest number of digits of a numeric code. */
  readonly digits: number;
  readonly rows: readonly DialectRow[];
}

/** `'04=04 09=X03'`: raw code as the sender writes it, then the canonical code. */
export const seen = (pairs: string): readonly DialectRow[] => rows(pairs, 'seen');
export const fromCore = (pairs: string): readonly DialectRow[] => rows(pairs, 'core');

const rows = (pairs: string, basis: DialectRow['basis']): readonly DialectRow[] =>
  pairs
    .trim()
    .split(/\s+/)
    .map((pair) => {
      const [raw = '', code = ''] = pair.split('=');
      return { raw, code, basis };
    });
