import type { EntryRow } from './segment.ts';

/**
 * Rows on their way to another thread. The bytes of all rows lie in one buffer of their own: a row's own bytes may be a
 * view of a pool, and a message takes the whole of what a view looks at along.
 */
export interface PackedRows {
  /** Of each row: partition, position, receivedAtMs, count of bytes, 1 where it is judged. */
  readonly numbers: readonly number[];
  readonly bytes: Uint8Array;
}

const NUMBERS_PER_ROW = 5;

export const packRows = (rows: readonly EntryRow[]): PackedRows => {
  const numbers: number[] = [];
  const bytes = new Uint8Array(rows.reduce((sum, { records }) => sum + records.length, 0));
  let at = 0;
  for (const { partition, position, receivedAtMs, records, isJudged } of rows) {
    numbers.push(partition, position, receivedAtMs, records.length, isJudged ? 1 : 0);
    bytes.set(records, at);
    at += records.length;
  }
  return { numbers, bytes };
};

/** The rows as they were; their bytes are views into the buffer. */
export const unpackRows = ({ numbers, bytes }: PackedRows): readonly EntryRow[] => {
  const rows: EntryRow[] = [];
  let at = 0;
  for (let i = 0; i < numbers.length; i += NUMBERS_PER_ROW) {
    const [partition = 0, position = 0, receivedAtMs = 0, length = 0, judged] = numbers.slice(i, i + NUMBERS_PER_ROW);
    rows.push({
      ...{ partition, position, receivedAtMs },
      records: bytes.subarray(at, at + length),
      isJudged: judged === 1,
    });
    at += length;
  }
  return rows;
};
