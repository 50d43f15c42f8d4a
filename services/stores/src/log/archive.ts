import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { StoreError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import { holdWriterLock } from '../sqlite/lock.ts';
import {
  catalogueFile,
  listSegments,
  openCatalogueForReading,
  openCatalogueForWriting,
  packedFile,
  partitionsOfStore,
  putSegment,
  type Segment,
} from './catalogue.ts';

export interface ArchiveOptions {
  readonly dir: string;
  /** Folder of the archive, made where missing; a log of its own that `openReadingLogReader` reads. */
  readonly to: string;
  /** Only segments that end before this; absent: all that are closed. */
  readonly untilMs?: number;
  readonly onProgress?: (done: number, of: number) => void;
}

export interface ArchiveResult {
  readonly segments: number;
  readonly bytes: number;
  /** Closed but not yet packed by the writer: they come with the next run. */
  readonly waiting: number;
}

const hashOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};

/** Copies, syncs, compares, and only then gives the copy its name. */
const copyChecked = async (source: string, target: string): Promise<number> => {
  const temporary = `${target}.tmp`;
  await pipeline(createReadStream(source), createWriteStream(temporary, { flush: true }));
  if ((await hashOf(source)) !== (await hashOf(temporary))) {
    await rm(temporary);
    throw new StoreError('LIFT_STORE_LOG_CORRUPT', `the copy ${temporary} differs from ${source}: check both disks`, {
      recoverable: true,
    });
  }
  await rename(temporary, target);
  return (await stat(target)).size;
};

/**
 * Copies packed segments of a log into an archive, beside the running writer. Idempotent: what the archive has is left
 * alone; an interrupted run is completed by the next. An archive has no open segment.
 * @throws {StoreError} LIFT_STORE_LOG_GONE when segments between the archive's end and the log's beginning are deleted;
 * LIFT_STORE_LOG_MISSING, LIFT_STORE_LOCKED when another run writes the archive
 */
export const archiveLog = async (options: ArchiveOptions): Promise<ArchiveResult> => {
  makeFolder(options.to);
  const lock = holdWriterLock(`${options.to}/writer.lock`);
  try {
    const { segments, partitions } = readCatalogue(options.dir);
    const archive = openCatalogueForWriting(options.to, partitions);
    try {
      const due = dueSegments(segments, listSegments(archive).at(-1), options.untilMs ?? Number.POSITIVE_INFINITY);
      const unpacked = due.findIndex(({ state }) => state !== 'packed');
      const packed = unpacked < 0 ? due : due.slice(0, unpacked);
      let bytes = 0;
      for (const [i, segment] of packed.entries()) {
        bytes += await copyChecked(packedFile(options.dir, segment.id), packedFile(options.to, segment.id));
        putSegment(archive, segment);
        options.onProgress?.(i + 1, packed.length);
      }
      return { segments: packed.length, bytes, waiting: due.length - packed.length };
    } finally {
      archive.close();
    }
  } finally {
    lock.release();
  }
};

const readCatalogue = (dir: string): { readonly segments: readonly Segment[]; readonly partitions: number } => {
  let db;
  try {
    db = openCatalogueForReading(dir);
  } catch (cause) {
    const message = `${catalogueFile(dir)} cannot be read: correct the folder`;
    throw new StoreError('LIFT_STORE_LOG_MISSING', message, { recoverable: false, cause });
  }
  try {
    return { segments: listSegments(db), partitions: partitionsOfStore(db) ?? 1 };
  } finally {
    db.close();
  }
};

/** Closed segments after the archive's last one, without a hole: a packed one after an unpacked one waits with it. */
const dueSegments = (segments: readonly Segment[], last: Segment | undefined, untilMs: number): readonly Segment[] => {
  const oldest = segments[0];
  if (last && oldest && oldest.id > last.id + 1)
    throw new StoreError(
      'LIFT_STORE_LOG_GONE',
      `the archive ends with segment ${last.id}, the log begins with ${oldest.id}: archive into a new folder`,
      { recoverable: false },
    );
  return segments.filter(
    ({ id, state, lastReceivedAtMs }) => state !== 'open' && id > (last?.id ?? 0) && lastReceivedAtMs < untilMs,
  );
};
