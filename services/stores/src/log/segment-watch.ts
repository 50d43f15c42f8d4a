import type { DatabaseSync } from 'node:sqlite';
import { openSqliteForReading } from '../sqlite/file.ts';
import { dataVersion, segmentFile, type Segment } from './catalogue.ts';

/** Tells by a look at the open segment whether another process wrote to it. */
export class SegmentWatch {
  readonly #dir: string;
  #watched: { readonly id: number; readonly db: DatabaseSync; version: number } | undefined;

  constructor(dir: string) {
    this.#dir = dir;
  }

  hasChanged(segment: Segment): boolean {
    if (this.#watched?.id !== segment.id) {
      this.close();
      this.#watched = { id: segment.id, db: openSqliteForReading(segmentFile(this.#dir, segment.id)), version: -1 };
    }
    const version = dataVersion(this.#watched.db);
    const isChanged = version !== this.#watched.version;
    this.#watched.version = version;
    return isChanged;
  }

  close(): void {
    this.#watched?.db.close();
    this.#watched = undefined;
  }
}
