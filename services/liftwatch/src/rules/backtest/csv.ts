import { readingSchemas, type ReadingKind } from '@liftwatch/schemas';
import { parse, CsvError } from 'csv-parse';
import type { z } from 'zod';
import { CliError } from '../../errors.ts';
import { openInput } from '../../input-file.ts';
import { assertMilliseconds, parseReplayLine } from '../../replay/line.ts';
import type { NumberedLine } from '../../replay/with-ticks.ts';

const own = new Set(['receivedAt', 'liftId', 'terminal', 'kind']);

const kindOf = (name: string): ReadingKind | undefined =>
  Object.hasOwn(readingSchemas, name) ? (name as ReadingKind) : undefined;

/** A cell as the first thing that its field takes: the text, a number, true or false; else the text, to be refused as such. */
const cell = (schema: z.ZodType | undefined, text: string): unknown => {
  const meanings: unknown[] = [text, Number(text), text === 'true' ? true : text === 'false' ? false : undefined];
  if (text === 'null') return null;
  return meanings.find((value) => value !== undefined && schema?.safeParse(value).success) ?? text;
};

const instantOf = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);

const shapeOf = (kind: ReadingKind): Readonly<Record<string, z.ZodType>> => {
  const schema = readingSchemas[kind];
  return 'shape' in schema ? (schema.shape as unknown as Record<string, z.ZodType>) : {};
};

const readingOf = (row: Readonly<Record<string, string>>, lineNumber: number): object => {
  const wrong = (why: string): CliError => new CliError('LIFT_REPLAY_LINE_INVALID', `line ${lineNumber}: ${why}`);
  const { receivedAt = '', liftId = '', terminal, kind: name = 'state' } = row;
  if (receivedAt === '' || liftId === '') throw wrong('needs the columns receivedAt and liftId');
  const kind = kindOf(name === '' ? 'state' : name);
  if (!kind) throw wrong(`kind "${name}" is none of ${Object.keys(readingSchemas).join(', ')}`);
  const at = instantOf(receivedAt);
  const shape = shapeOf(kind);
  const body = Object.entries(row)
    .filter(([column, text]) => !own.has(column) && text !== '')
    .map(([column, text]) => [column, cell(shape[column], text)] as const);
  const payload = { at: typeof at === 'number' ? at : Date.parse(at), ...Object.fromEntries(body) };
  const speaker = terminal === undefined || terminal === '' ? `T-${liftId}` : terminal;
  return { receivedAt: at, terminal: speaker, topic: `lift/v1/${liftId}/${kind}`, payload };
};

const NEEDED = ['receivedAt', 'liftId'];

/** The header, with what no row can do without. */
const headerOf = (path: string, cells: readonly string[]): string[] => {
  const twice = cells.find((name, i) => name !== '' && cells.indexOf(name) !== i);
  if (twice !== undefined)
    throw new CliError(
      'LIFT_CLI_BAD_INPUT',
      `${path}, line 1: there are two columns ${JSON.stringify(twice)}: rename or remove one, nobody can tell which is meant`,
    );
  const missing = NEEDED.filter((name) => !cells.includes(name));
  if (missing.length === 0) return [...cells];
  const other = cells.length === 1 ? [';', '\t', '|'].find((mark) => cells[0]?.includes(mark)) : undefined;
  const remedy = other === undefined ? 'add them' : `separate the cells with commas, not with ${JSON.stringify(other)}`;
  throw new CliError(
    'LIFT_CLI_BAD_INPUT',
    `${path}, line 1: needs the columns ${NEEDED.join(' and ')}; the columns are ${cells.map((cell) => JSON.stringify(cell)).join(', ')}: ${remedy}`,
  );
};

/**
 * A CSV recording: one reading per row; columns receivedAt, liftId, optionally terminal and kind (absent: state), and the
 * fields of the reading by name. An empty cell is "unchanged", `null` is "unknown".
 *
 * @throws {CliError} LIFT_CLI_BAD_INPUT for what is no CSV, LIFT_REPLAY_LINE_INVALID
 */
export const csvLines = async function* (path: string): AsyncGenerator<NumberedLine> {
  const columns = (cells: string[]): string[] => headerOf(path, cells);
  const input = openInput(path);
  const parser = parse({ columns, bom: true, trim: true, skip_empty_lines: true, info: true });
  input.on('error', (error) => parser.destroy(error));
  let isFirst = true;
  try {
    for await (const one of input.pipe(parser)) {
      const { record, info } = one as { record: Record<string, string>; info: { lines: number } };
      const line = parseReplayLine(JSON.stringify(readingOf(record, info.lines)), info.lines);
      if (isFirst) assertMilliseconds(line, info.lines);
      isFirst = false;
      yield { lineNumber: info.lines, line };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const why = `${path}: not CSV: ${error.message}: close the quote, or give each row as many cells as the header`;
    throw new CliError('LIFT_CLI_BAD_INPUT', why, { cause: error });
  }
};
