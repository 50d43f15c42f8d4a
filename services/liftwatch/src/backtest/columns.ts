import { CliError } from '../errors.ts';

export interface ColumnPlaces {
  readonly time: number;
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
    const named = isForeign ? 'save the file as UTF-8' : 'name one of them';
    const remedy = other === undefined ? named : `try --delimiter ${JSON.stringify(other)}`;
    const all = header.map((name) => JSON.stringify(name)).join(', ');
    return fail(path, `there is no column ${JSON.stringify(column)}; the columns are ${all}: ${remedy}`);
  };
  const timePlace = place(time);
  const names = namesOf(columns, header);
  if (new Set(names).size < names.length) fail(path, 'a column is named twice in --value');
  return { time: timePlace, values: names.map(place), names };
};
