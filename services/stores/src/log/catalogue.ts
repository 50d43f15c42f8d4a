import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { ensureSchema, inTransaction, openSqliteForReading, openSqliteForWriting } from '../sqlite/file.ts';

/**
 * A segment of the log. `open` is being written; `closed` waits for compression; `packed` is compressed.
 * Positions are per partition: the segment holds `first[p]` to `last[p]`; none of p when last[p] = first[p] - 1.
 */
export interface Segment {
  readonly id: number;
  readonly state: 'open' | 'closed' | 'packed';
  readonly first: readonly number[];
  /** Empty while open. */
  readonly last: readonly number[];
  readonly firstReceivedAtMs: number;
  readonly lastReceivedAtMs: number;
  /** On disk, once packed. */
  readonly bytes: number;
}

export const catalogueFile = (dir: string): string => join(dir, 'log.db');
export const segmentFile = (dir: string, id: number): string => join(dir, `segment-${String(id).padStart(8, '0')}.db`);
export const packedFile = (dir: string, id: number): string => `${segmentFile(dir, id)}.zst`;

const SCHEMA = [
  `CREATE TABLE store (one INTEGER PRIMARY KEY CHECK (one = 1), partitions INTEGER NOT NULL) STRICT;
   CREATE TABLE segment (
     id INTEGER PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'packed')),
     first TEXT NOT NULL, last TEXT NOT NULL,
     first_received_at_ms INTEGER NOT NULL, last_received_at_ms INTEGER NOT NULL, bytes INTEGER NOT NULL
   ) STRICT;`,
];

interface Row {
  id: number;
  state: Segment['state'];
  first: string;
  last: string;
  first_received_at_ms: number;
  last_received_at_ms: number;
  bytes: number;
}

const fromRow = (row: Row): Segment => ({
  id: row.id,
  state: row.state,
  first: JSON.parse(row.first) as number[],
  last: JSON.parse(row.last) as number[],
  firstReceivedAtMs: row.first_received_at_ms,
  lastReceivedAtMs: row.last_received_at_ms,
  bytes: row.bytes,
});

/** Opens or creates the catalogue; the count of partitions is fixed at creation and a later wish is ignored. */
export const openCatalogueForWriting = (dir: string, partitions: number): DatabaseSync => {
  const db = openSqliteForWriting(catalogueFile(dir));
  ensureSchema(db, catalogueFile(dir), SCHEMA);
  db.prepare('INSERT OR IGNORE INTO store (one, partitions) VALUES (1, ?)').run(partitions);
  return db;
};

export const openCatalogueForReading = (dir: string): DatabaseSync => openSqliteForReading(catalogueFile(dir));

export const partitionsOfStore = (db: DatabaseSync): number | undefined =>
  (db.prepare('SELECT partitions FROM store').get() as { partitions: number } | undefined)?.partitions;

/** Oldest first. */
export const listSegments = (db: DatabaseSync): readonly Segment[] =>
  (db.prepare('SELECT * FROM segment ORDER BY id').all() as unknown as Row[]).map(fromRow);

export const putSegment = (db: DatabaseSync, segment: Segment): void => {
  db.prepare('INSERT OR REPLACE INTO segment VALUES (?, ?, ?, ?, ?, ?, ?)').run(
    segment.id,
    segment.state,
    JSON.stringify(segment.first),
    JSON.stringify(segment.last),
    segment.firstReceivedAtMs,
    segment.lastReceivedAtMs,
    segment.bytes,
  );
};

/** Closes one segment and opens the next in one step, so that a reader sees either both or neither. */
export const rotateInCatalogue = (db: DatabaseSync, closed: Segment, opened: Segment): void =>
  inTransaction(db, () => {
    putSegment(db, closed);
    putSegment(db, opened);
  });

export const removeSegment = (db: DatabaseSync, id: number): void => {
  db.prepare('DELETE FROM segment WHERE id = ?').run(id);
};

/** Changes whenever another connection has committed to the file. */
export const dataVersion = (db: DatabaseSync): number =>
  (db.prepare('PRAGMA data_version').get() as { data_version: number }).data_version;
