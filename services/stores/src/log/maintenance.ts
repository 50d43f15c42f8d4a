import { createReadStream, createWriteStream, existsSync, rmSync } from 'node:fs';
import { open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress } from 'node:zlib';
import { openSqliteForWriting } from '../sqlite/file.ts';
import { listSegments, packedFile, putSegment, removeSegment, segmentFile, type Segment } from './catalogue.ts';
import type { SegmentSeries } from './segment-series.ts';

export interface Retention {
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  /**
   * Up to which position of a partition nobody will read again (the engine's `resumePosition`). Absent: nothing is
   * ever deleted, because nobody has said that it may be.
   */
  readonly checkpointed?: (partition: number) => number;
}

/** Syncs a folder, so that a rename in it survives a power cut. */
const syncFolder = async (dir: string): Promise<void> => {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Writes `source` compressed to `target`: complete and synced, or not there at all. */
export const compressFile = async (source: string, target: string): Promise<number> => {
  const temporary = `${target}.tmp`;
  await pipeline(createReadStream(source), createZstdCompress(), createWriteStream(temporary, { flush: true }));
  await rename(temporary, target);
  await syncFolder(dirname(target));
  return (await stat(target)).size;
};

/** Moves the journal into the file. False while a reader elsewhere still stands in the journal. */
export const foldJournal = (path: string): boolean => {
  const db = openSqliteForWriting(path);
  try {
    return (db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number }).busy === 0;
  } finally {
    db.close();
  }
};

const removeSegmentFiles = (dir: string, id: number): void => {
  const path = segmentFile(dir, id);
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
};

const packSegment = async (dir: string, series: SegmentSeries, segment: Segment): Promise<void> => {
  const source = segmentFile(dir, segment.id);
  if (!foldJournal(source)) return;
  const bytes = await compressFile(source, packedFile(dir, segment.id));
  putSegment(series.catalogue, { ...segment, state: 'packed', bytes });
  removeSegmentFiles(dir, segment.id);
};

/** Oldest segments that may and must go: whole ones only, never before what the engine will read again. */
export const expiredSegments = (
  segments: readonly Segment[],
  retention: Retention,
  newestMs: number,
): readonly Segment[] => {
  const { checkpointed } = retention;
  if (!checkpointed) return [];
  let bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
  const expired: Segment[] = [];
  for (const segment of segments) {
    const isTooMuch = bytes > retention.maxBytes || newestMs - segment.lastReceivedAtMs > retention.maxAgeMs;
    const isRead = segment.last.every(
      (last, partition) => last < (segment.first[partition] as number) || last <= checkpointed(partition),
    );
    if (segment.state === 'open' || !isTooMuch || !isRead) break;
    expired.push(segment);
    bytes -= segment.bytes;
  }
  return expired;
};

/** Packs closed segments and deletes expired ones. Safe to interrupt anywhere and to run again. */
export const maintainLog = async (dir: string, series: SegmentSeries, retention: Retention): Promise<void> => {
  for (const segment of listSegments(series.catalogue)) {
    if (segment.state === 'closed') await packSegment(dir, series, segment);
    // A crash between the catalogue's commit and the removal leaves the unpacked file behind.
    else if (segment.state === 'packed' && existsSync(segmentFile(dir, segment.id)))
      removeSegmentFiles(dir, segment.id);
  }
  for (const segment of expiredSegments(listSegments(series.catalogue), retention, series.lastReceivedAtMs)) {
    removeSegment(series.catalogue, segment.id);
    rmSync(packedFile(dir, segment.id), { force: true });
    removeSegmentFiles(dir, segment.id);
  }
};
