import type { SeriesReader, SeriesRow } from '@liftwatch/stores';

/** Smaller than what any store cuts an answer at. */
const ROWS_A_QUERY = 9_000;
const SMALLEST_MS = 1_000;

export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Every row of a measurement in a range. A store cuts long answers, so a range whose answer is as long as the cut is
 * asked again in halves.
 */
export const readRange = async (
  series: SeriesReader,
  measurement: string,
  range: Range,
): Promise<readonly SeriesRow[]> => {
  const rows = await series.query({ measurement, tags: {}, fields: [], ...range, limit: ROWS_A_QUERY });
  if (rows.length < ROWS_A_QUERY || range.toMs - range.fromMs <= SMALLEST_MS) return rows;
  const middleMs = Math.floor((range.fromMs + range.toMs) / 2);
  return [
    ...(await readRange(series, measurement, { fromMs: range.fromMs, toMs: middleMs })),
    ...(await readRange(series, measurement, { fromMs: middleMs, toMs: range.toMs })),
  ];
};

type Field = number | string | boolean | null | undefined;

export const numberIn = (row: SeriesRow, name: string): number | undefined => {
  const value: Field = row.fields[name];
  return typeof value === 'number' ? value : undefined;
};

export const textIn = (row: SeriesRow, name: string): string | undefined => {
  const value: Field = row.fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};
