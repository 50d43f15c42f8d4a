import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { createZstdDecompress } from 'node:zlib';
import { openSqliteForReading } from '../sqlite/file.ts';
import { packedFile, segmentFile, type Segment } from './catalogue.ts';
import { positionOfRow, rowId } from './segment.ts';

interface Shelved {
  readonly db: DatabaseSync;
  readonly range: StatementSync;
}

export interface Range {
  readonly partition: number;
  readonly after: number;
  readonly limit: number;
}

/** Segments that a reader has at hand; enough for partitions that are read at different ages. */
const SHELF_SIZE = 3;

const shelve = (db: DatabaseSync): Shelved => ({
  db,
  range: db.prepare('SELECT id, records FROM entry WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?'),
});

/** Unpacks into a file without a name: it goes with the connection, whatever ends the process. */
const unpack = async (dir: string, id: number): Promise<Shelved> => {
  const folder = await mkdtemp(join(dir, 'unpacked-'));
  try {
    const path = join(folder, 'segment.db');
    await pipeline(createReadStream(packedFile(dir, id)), createZstdDecompress(), createWriteStream(path));
    const url = pathToFileURL(path);
    url.searchParams.set('immutable', '1');
    return shelve(new DatabaseSync(url, { readOnly: true }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** A reader's open segments: packed ones are unpacked on first use, the one used longest ago is put back. */
export class SegmentShelf {
  readonly #dir: string;
  readonly #shelved = new Map<number, Promise<Shelved>>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  async #fetch(segment: Segment): Promise<Shelved> {
    if (segment.state === 'packed') return unpack(this.#dir, segment.id);
    try {
      return shelve(openSqliteForReading(segmentFile(this.#dir, segment.id)));
    } catch {
      // Packed since the catalogue was read: what is still unreadable then is an error of the archive itself.
      return unpack(this.#dir, segment.id);
    }
  }

  #take(segment: Segment): Promise<Shelved> {
    const known = this.#shelved.get(segment.id);
    this.#shelved.delete(segment.id);
    const shelved = known ?? this.#fetch(segment);
    this.#shelved.set(segment.id, shelved);
    if (!known) shelved.catch(() => this.#shelved.delete(segment.id));
    const oldest = this.#shelved.keys().next().value;
    if (this.#shelved.size > SHELF_SIZE && oldest !== undefined) this.#putBack(oldest);
    return shelved;
  }

  #putBack(id: number): void {
    const shelved = this.#shelved.get(id);
    this.#shelved.delete(id);
    // A fetch that failed has told whoever asked for it; there is nothing to close.
    shelved?.then(
      ({ db }) => db.close(),
      () => undefined,
    );
  }

  async read(segment: Segment, { partition, after, limit }: Range) {
    const { range } = await this.#take(segment);
    const rows = range.all(rowId(partition, after + 1), rowId(partition + 1, 0) - 1, limit);
    return rows.map((row) => ({
      position: positionOfRow(row['id'] as number, partition),
      records: row['records'] as Uint8Array,
    }));
  }

  async lastPosition(segment: Segment, partition: number): Promise<number | undefined> {
    const { db } = await this.#take(segment);
    const row = db
      .prepare('SELECT max(id) AS id FROM entry WHERE id BETWEEN ? AND ?')
      .get(rowId(partition, 0), rowId(partition + 1, 0) - 1) as { id: number | null };
    return row.id === null ? undefined : positionOfRow(row.id, partition);
  }

  close(): void {
    for (const id of [...this.#shelved.keys()]) this.#putBack(id);
  }
}
