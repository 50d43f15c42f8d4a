import { createReadStream } from 'node:fs';
import { parse, CsvError, type Info } from 'csv-parse';
import { CliError } from '../errors.ts';
import { readCell } from './cells.ts';
import { Dirt } from './dirt.ts';
import { readInstant } from './instants.ts';

/** A recorded machine: one row per instant, times rising. */
export interface Recording {
  readonly rows: RecordedRow[];
  readonly dirt: Dirt;
}

export interface RecordedRow {
  readonly line: number;
  readonly time: string;
  readonly atMs: number;
  readonly values: readonly (number | undefined)[];
}

export interface RecordingPlan {
  readonly path: string;
  readonly time: string;
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly warn: (line: string) => void;
}

interface Numbered {
  readonly record: string[];
  readonly info: Info;
}

const places = (plan: RecordingPlan, header: readonly string[]): { time: number; values: number[] } => {
  const names = header.map((name) => name.trim());
  const place = (column: string): number => {
    const index = names.indexOf(column);
    if (index >= 0) return index;
    const other = header.length === 1 ? [';', '\t', '|', ' '].find((one) => names[0]?.includes(one)) : undefined;
    const remedy = other === undefined ? 'name one of them' : `try --delimiter ${JSON.stringify(other)}`;
    throw new CliError(
      'LIFT_CLI_BAD_INPUT',
      `${plan.path}, line 1: there is no column ${JSON.stringify(column)}; the columns are ${names.map((n) => JSON.stringify(n)).join(', ')}: ${remedy}`,
    );
  };
  return { time: place(plan.time), values: plan.columns.map(place) };
};

const readValues = (
  plan: RecordingPlan,
  dirt: Dirt,
  o: { record: readonly string[]; line: number; at: readonly number[] },
) =>
  o.at.map((index, i) => {
    const text = o.record[index];
    const cell = readCell(text);
    if (cell.is === 'number') return cell.value;
    if (cell.is === 'missing') dirt.missingCells++;
    else dirt.cell({ line: o.line, column: plan.columns[i] ?? '', text: text ?? '', remedy: cell.remedy });
    return undefined;
  });

/** Too many rows out of their order is no dirt: the file is meant otherwise. */
const checkOrder = (plan: RecordingPlan, o: { kept: number; back: number; same: number; bad: number }): void => {
  const where = `${plan.path}, column ${JSON.stringify(plan.time)}`;
  const tooMany = (count: number): boolean => count > 10 && count > 0.1 * (o.kept + count);
  const fail = (message: string): never => {
    throw new CliError('LIFT_CLI_BAD_INPUT', `${where}: ${message}`);
  };
  if (o.kept === 0 && o.bad > 0)
    fail('no cell is a time: use ISO 8601 (2026-01-02T03:04:05Z), the year first, or epoch seconds or milliseconds');
  if (tooMany(o.bad)) fail(`${o.bad} rows have no readable time: use one format throughout, ISO 8601 or epoch`);
  if (tooMany(o.back)) fail(`${o.back} rows are earlier than the row before them: sort the file by this column`);
  if (tooMany(o.same))
    fail(`${o.same} rows repeat the time before them: name a column with a finer time, or one row per instant`);
};

const unreadable = (plan: RecordingPlan, error: unknown): unknown => {
  if (error instanceof CsvError)
    return new CliError(
      'LIFT_CLI_BAD_INPUT',
      `${plan.path}: not CSV: ${error.message}: close the quote, correct the line or check --delimiter`,
      { cause: error },
    );
  return error;
};

/**
 * Reads a CSV file with a header line: byte order mark, CRLF and quoted cells are taken as they are meant. Cells and
 * rows that cannot be used are told and counted, never turned into numbers.
 *
 * @throws CliError LIFT_CLI_BAD_INPUT for what makes the file as a whole unusable, naming column and remedy.
 */
export const readRecording = async (plan: RecordingPlan): Promise<Recording> => {
  const dirt = new Dirt(plan.warn);
  const rows: RecordedRow[] = [];
  let at: ReturnType<typeof places> | undefined;
  const count = { back: 0, same: 0, bad: 0 };
  const parser = createReadStream(plan.path).pipe(
    parse({
      bom: true,
      delimiter: plan.delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
    }),
  );
  try {
    for await (const { record, info } of parser as AsyncIterable<Numbered>) {
      const line = info.lines;
      if (!at) {
        at = places(plan, record);
        continue;
      }
      const time = record[at.time] ?? '';
      const where = { line, column: plan.time, text: time };
      const atMs = readInstant(time);
      const lastMs = rows.at(-1)?.atMs ?? -Infinity;
      if (atMs === undefined) {
        count.bad++;
        dirt.row({ ...where, reason: 'is not a time' });
      } else if (atMs < lastMs) {
        count.back++;
        dirt.row({ ...where, reason: 'is earlier than the row before' });
      } else if (atMs === lastMs) {
        count.same++;
        dirt.row({ ...where, reason: 'repeats the time of the row before' });
      } else rows.push({ line, time, atMs, values: readValues(plan, dirt, { record, line, at: at.values }) });
    }
  } catch (error) {
    throw unreadable(plan, error);
  }
  if (!at) throw new CliError('LIFT_CLI_BAD_INPUT', `${plan.path} is empty: the first line must name the columns`);
  checkOrder(plan, { kept: rows.length, ...count });
  plan.columns.forEach((column, i) => {
    if (!rows.some((row) => row.values[i] !== undefined))
      throw new CliError(
        'LIFT_CLI_BAD_INPUT',
        `${plan.path}, column ${JSON.stringify(column)}: no cell is a number: name a numeric column`,
      );
  });
  return { rows, dirt };
};
