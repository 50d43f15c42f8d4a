import { parse as parseCsv } from 'csv-parse/sync';
import { textOfCell } from './csv-cell.ts';

/** One row of a CSV file, its cells under the names of their columns; empty cells are left out. */
export interface CsvRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** What spreadsheets write between cells where the comma is taken. */
const OTHER_SEPARATORS: Readonly<Record<string, string>> = {
  ';': 'semicolons',
  '\t': 'tabs',
  '，': 'full-width commas',
};

/** Why the first line does not name the columns, or nothing stands below it; undefined: neither. */
const wrongNames = (names: readonly string[], rowsCount: number): string | undefined => {
  if (rowsCount === 0) return 'it has no rows: a line of column names, and below it a line for each row';
  const twice = names.find((name, i) => name !== '' && names.indexOf(name) !== i);
  if (twice !== undefined)
    return `its first line names two columns "${twice}": nobody can tell which is meant, rename or remove one`;
  if (names.includes('type')) return undefined;
  const separator = Object.keys(OTHER_SEPARATORS).find((one) => names.length === 1 && names[0]?.includes(one));
  const remedy =
    separator === undefined
      ? `name one so, in small letters; there are: ${names.join(', ')}`
      : `its columns are separated by ${OTHER_SEPARATORS[separator]}: save it with commas`;
  return `its first line names no column type: ${remedy}`;
};

/**
 * The rows of a CSV file, and what is wrong with it as such, by line. Lines may end as on any system; rows in which nothing
 * stands, as spreadsheets write them below a table, are left out, and so are columns without a name.
 * @throws {Error} of csv-parse, where quotes do not close
 */
export const readCsv = (text: string): { readonly rows: readonly CsvRow[]; readonly problems: readonly string[] } => {
  const records = parseCsv(text.replaceAll(/\r\n?/g, '\n'), {
    bom: true,
    trim: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    relax_column_count: true,
    info: true,
  }) as unknown as readonly Parsed[];
  const names = records[0]?.record ?? [];
  const wrong = wrongNames(names, Math.max(0, records.length - 1));
  if (wrong !== undefined) return { rows: [], problems: [wrong] };
  const problems: string[] = [];
  const rows = records.slice(1).map(({ record, info }) => {
    const cells: Record<string, string> = {};
    record.forEach((cell, i) => {
      if (cell === '') return;
      const name = names[i] ?? '';
      if (name !== '') cells[name] = textOfCell(cell);
      else
        problems.push(
          `line ${info.lines}: "${cell}" stands under no column: put a text that has a comma in it in quotes`,
        );
    });
    return { line: info.lines, cells };
  });
  return { rows, problems };
};
