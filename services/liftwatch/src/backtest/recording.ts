import { Transform } from 'node:stream';
import { parse, CsvError, type Info } from 'csv-parse';
import { CliError } from '../errors.ts';
import { openInput } from '../input-file.ts';
import { readCell, type DecimalMark } from './cells.ts';
import { columnsOf, type ColumnPlaces } from './columns.ts';
import { Dirt, shown } from './dirt.ts';
import { TimeColumn } from './time-column.ts';
import { Order } from './order.ts';

/** One row of the file in its order. `atMs` undefined: it cannot be used, and why has been told. */
export interface RecordedRow {
  readonly line: number;
  readonly time: string;
  readonly atMs: number | undefined;
  readonly values: readonly (number | undefined)[];
}

/** A recorded machine, read as it is asked for: nothing of the file is kept. */
export interface Recording {
  readonly columns: readonly string[];
  readonly rows: AsyncGenerator<RecordedRow>;
  readonly dirt: Dirt;
  /** @throws CliError LIFT_CLI_BAD_INPUT where what was read so far makes the file as a whole unusable. */
  readonly check: () => void;
}

export interface RecordingPlan {
  readonly path: string;
  /** Name of the column with the time, or of two separated by a comma: the date and the clock. */
  readonly time: string;
  /** Names of columns, alone or several separated by commas. */
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly decimal: DecimalMark;
  /** A name of the WHATWG's list of encodings, as `gbk`. */
  readonly encoding: string;
  readonly warn: (line: string) => void;
}

interface Numbered {
  readonly record: readonly string[];
  readonly info: Info;
}

const fail = (message: string, cause?: unknown): never => {
  throw new CliError('LIFT_CLI_BAD_INPUT', message, { cause });
};

/** Bytes of another encoding as UTF-8; csv-parse knows UTF-8, and UTF-16 by its mark. */
const asUtf8 = (encoding: string): Transform => {
  const decoder = new TextDecoder(encoding);
  return new Transform({
    transform: (bytes: Uint8Array, _, done) => done(null, decoder.decode(bytes, { stream: true })),
    flush: (done) => done(null, decoder.decode()),
  });
};

const records = async function* (plan: RecordingPlan): AsyncGenerator<Numbered> {
  const input = openInput(plan.path);
  const parser = parse({
    bom: true,
    delimiter: plan.delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    // A stray quote is part of its cell; one that opens a cell and is never closed is told at the end.
    relax_quotes: true,
    skip_empty_lines: true,
    info: true,
  });
  input.on('error', (error) => parser.destroy(error));
  try {
    const text = new TextDecoder(plan.encoding).encoding === 'utf-8' ? input : input.pipe(asUtf8(plan.encoding));
    for await (const one of text.pipe(parser)) yield one as Numbered;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (error instanceof CsvError)
      fail(`${plan.path}: not CSV: ${why}: close the quote, correct the line or check --delimiter`, error);
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))
      fail(`${plan.path}: not gzip: ${why}: pack it anew, or name it without .gz`, error);
    throw error;
  }
};

/** Reads the rows after the header: those that cannot be used come out too, so that none is missing from the answer. */
class Rows {
  readonly dirt: Dirt;
  readonly #plan: RecordingPlan;
  readonly #places: ColumnPlaces;
  readonly #order = new Order();
  readonly #numbers: boolean[];
  readonly #time: TimeColumn;
  #before: readonly string[] = [];

  constructor(plan: RecordingPlan, places: ColumnPlaces, time: TimeColumn) {
    this.#plan = plan;
    this.#time = time;
    this.#places = places;
    this.dirt = new Dirt(plan.warn);
    this.#numbers = places.names.map(() => false);
  }

  read({ record, info }: Numbered): RecordedRow {
    const time = this.#time.textOf(record);
    const line = info.lines;
    const atMs = this.#time.read(time);
    const isRepeated = !this.#time.isCoarse && record.every((cell, i) => cell === this.#before[i]);
    this.#before = record;
    const trouble = this.#order.take(atMs, { isRepeated, where: `line ${line} (${shown(time)})` });
    if (trouble === undefined) return { line, time, atMs, values: this.#values(record, line) };
    this.dirt.row({ line, column: this.#plan.time, text: time, reason: trouble });
    return { line, time, atMs: undefined, values: [] };
  }

  check(): void {
    const { path, time } = this.#plan;
    const wrong = this.#order.wrong();
    if (wrong !== undefined) fail(`${path}, column ${JSON.stringify(time)}: ${wrong}`);
    const empty = this.#places.names[this.#numbers.indexOf(false)];
    if (empty !== undefined)
      fail(`${path}, column ${JSON.stringify(empty)}: no cell is a number: name a numeric column, or see --decimal`);
  }

  #values(record: readonly string[], line: number): (number | undefined)[] {
    const { values, names } = this.#places;
    return values.map((index, i) => {
      const text = record[index];
      const cell = readCell(text, this.#plan.decimal);
      if (cell.is === 'number') {
        this.#numbers[i] = true;
        return cell.value;
      }
      if (cell.is === 'missing') this.dirt.missingCells++;
      else this.dirt.cell({ line, column: names[i] ?? '', text: text ?? '', remedy: cell.remedy });
      return undefined;
    });
  }
}

/** The header: the first line that is no remark. */
const headerOf = async (source: AsyncGenerator<Numbered>, plan: RecordingPlan): Promise<readonly string[]> => {
  for (;;) {
    const next = await source.next();
    if (next.done === true) return fail(`${plan.path} is empty: the first line must name the columns`);
    const { record } = next.value;
    const isRemark = record[0]?.startsWith('#') === true && !record.some((name) => name.trim() === plan.time);
    if (!isRemark) return record;
  }
};

/** So many rows show how the times are written. */
const ROWS_LOOKED_AT = 1_000;

/** The rows ahead, read once, to see how the file writes its times. */
const lookAhead = async (source: AsyncGenerator<Numbered>): Promise<Numbered[]> => {
  const ahead: Numbered[] = [];
  while (ahead.length < ROWS_LOOKED_AT) {
    const next = await source.next();
    if (next.done === true) break;
    ahead.push(next.value);
  }
  return ahead;
};

/**
 * Opens a CSV file with a header line: byte order mark, CRLF and quoted cells are taken as they are meant. Cells and
 * rows that cannot be used are told and counted, never turned into numbers.
 *
 * @throws CliError LIFT_CLI_BAD_INPUT for a header without the columns, and from `rows` for what is no CSV.
 */
export const openRecording = async (plan: RecordingPlan): Promise<Recording> => {
  const source = records(plan);
  const places = columnsOf(plan, await headerOf(source, plan));
  const ahead = await lookAhead(source);
  const time = new TimeColumn(
    places.time,
    ahead.map(({ record }) => record),
  );
  if (time.note !== undefined) plan.warn(`liftwatch: column ${JSON.stringify(plan.time)}: ${time.note}\n`);
  const reader = new Rows(plan, places, time);
  const rows = async function* (): AsyncGenerator<RecordedRow> {
    for (const one of ahead.splice(0)) yield reader.read(one);
    for await (const one of source) yield reader.read(one);
  };
  return { columns: places.names, rows: rows(), dirt: reader.dirt, check: () => reader.check() };
};
