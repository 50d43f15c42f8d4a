import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { ensureSchema, inTransaction, openSqliteForWriting, type Synchronous } from '../sqlite/file.ts';

/** A row's id joins partition and position, so that each partition is one run of the tree without a second index. */
const PARTITION_STRIDE = 2 ** 40;
export const rowId = (partition: number, position: number): number => partition * PARTITION_STRIDE + position;
export const positionOfRow = (id: number, partition: number): number => id - partition * PARTITION_STRIDE;

const SCHEMA = [
  `CREATE TABLE entry (id INTEGER PRIMARY KEY, received_at_ms INTEGER NOT NULL, records BLOB NOT NULL) STRICT;`,
];

export interface EntryRow {
  readonly partition: number;
  readonly position: number;
  readonly receivedAtMs: number;
  readonly records: Uint8Array;
  /** Who appended it has decoded its every reading and refused none. Not stored. */
  readonly isJudged: boolean;
}

export interface LastEntry {
  readonly position: number;
  readonly receivedAtMs: number;
}

interface LastRow {
  id: number;
  received_at_ms: number;
}

/** The segment being written. */
export class OpenSegment {
  readonly #db: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #last: StatementSync;

  constructor(path: string, synchronous: Synchronous) {
    this.#db = openSqliteForWriting(path, synchronous);
    ensureSchema(this.#db, path, SCHEMA);
    this.#insert = this.#db.prepare('INSERT INTO entry VALUES (?, ?, ?)');
    this.#last = this.#db.prepare(
      'SELECT id, received_at_ms FROM entry WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1',
    );
  }

  /** One transaction, one sync. Throws SQLite's error with nothing of it stored. */
  append(rows: readonly EntryRow[]): void {
    inTransaction(this.#db, () => {
      for (const row of rows) this.#insert.run(rowId(row.partition, row.position), row.receivedAtMs, row.records);
    });
  }

  /** Newest entry of a partition. */
  last(partition: number): LastEntry | undefined {
    const row = this.#last.get(rowId(partition, 0), rowId(partition + 1, 0) - 1) as LastRow | undefined;
    return row && { position: positionOfRow(row.id, partition), receivedAtMs: row.received_at_ms };
  }

  firstReceivedAtMs(): number {
    const row = this.#db.prepare('SELECT min(received_at_ms) AS ms FROM entry').get() as { ms: number | null };
    return row.ms ?? 0;
  }

  /** Size of the file, bytes, journal not counted. */
  bytes(): number {
    const { page_count: pages } = this.#db.prepare('PRAGMA page_count').get() as { page_count: number };
    return pages * 4096;
  }

  /** Diagnostic: SQLite answers "disk full" above so many pages. */
  limitPages(pages: number): void {
    this.#db.exec(`PRAGMA max_page_count = ${Math.trunc(pages)}`);
  }

  close(): void {
    this.#db.close();
  }
}
