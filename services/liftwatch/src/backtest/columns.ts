import { CliError } from '../errors.ts';
import { shown } from './dirt.ts';

export interface ColumnPlaces {
  /** One column, or the date and the clock in two. */
  readonly time: readonly number[];
  readonly values: readonly number[];
  readonly names: readonly string[];
}

interface Asked {
  readonly path: string;
  readonly time: string;
  readonly columns: readonly string[];
}

const fail = (path: string, message: string): never => {
  throw new CliError('LIFT_CLI_BAD_INPUT', `${path}, line 1: ${message}`);
};

const NAMES_SHOWN = 20;
const listOf = (header: readonly string[]): string => {
  const more = header.length - NAMES_SHOWN;
  return header.slice(0, NAMES_SHOWN).map(shown).join(', ') + (more > 0 ? ` and ${more} more` : '');
};

/** A name may contain a comma itself: what the header has as a whole is one column. */
const namesOf = (asked: readonly string[], header: readonly string[]): string[] =>
  asked.flatMap((text) => (header.includes(text.trim()) ? [text.trim()] : text.split(',').map((name) => name.trim())));

/**
 * Where the named columns stand in the header.
 *
 * @throws CliError LIFT_CLI_BAD_INPUT: a column that is not there, there twice, or asked for twice.
 */
export const columnsOf = ({ path, time, columns }: Asked, headerCells: readonly string[]): ColumnPlaces => {
  const header = headerCells.map((name) => name.trim());
  const place = (column: string): number => {
    const index = header.indexOf(column);
    if (index !== header.lastIndexOf(column))
      fail(path, `there are two columns ${JSON.stringify(column)}: rename one, nobody can tell which is meant`);
    if (index >= 0) return index;
    const other = header.length === 1 ? [';', '\t', '|', ' '].find((one) => header[0]?.includes(one)) : undefined;
    const isForeign = header.some((name) => name.includes('\uFFFD'));
    const named = isForeign
      ? 'save the file as UTF-8, or say how it is written, as --encoding gbk'
      : 'name one of them';
    const remedy = other === undefined ? named : `try --delimiter ${JSON.stringify(other)}`;
    return fail(path, `there is no column ${shown(column)}; the columns are ${listOf(header)}: ${remedy}`);
  };
  const timePlaces = namesOf([time], header).map(place);
  const names = namesOf(columns, header);
  if (new Set(names).size < names.length) fail(path, 'a column is named twice in --value');
  return { time: timePlaces, values: names.map(place), names };
};
