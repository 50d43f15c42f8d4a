import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  archiveLog,
  openReadingLogReader,
  openReadingLogWriter,
  type LogEntry,
  type LogRecord,
  type ReadingLogReader,
  type ReadingLogWriter,
  type ReadingLogWriterOptions,
} from '../src/index.ts';
import type { SegmentFiles } from '../src/log/segment-file.ts';
import { withFolder } from './folder.ts';

const TAIL_BYTES = 4_000;
const decoded = { topic: { type: 'reading', liftId: 'L-1', kind: 'state' }, publish: { ok: true, items: [] } } as const;
const reading = (receivedAtMs: number): LogRecord => ({
  type: 'reading',
  receivedAtMs,
  terminalId: 'T-1',
  topic: 'lift/v1/L-1/state',
  payload: new Uint8Array(200),
  decoded: decoded as never,
});
const batch = (ms: number, partitions: readonly number[] = [0]) => new Map(partitions.map((p) => [p, [reading(ms)]]));

/** What was handed on in memory still has what was decoded of it; the file never has. */
const fromMemory = (entries: readonly LogEntry[]): readonly boolean[] =>
  entries.map(({ records }) => records.some((record) => record.type === 'reading' && record.decoded !== undefined));
const positions = (entries: readonly LogEntry[]): readonly number[] => entries.map(({ position }) => position);
const stored = (entries: readonly LogEntry[]) =>
  entries.map(({ records, ...entry }) => ({
    ...entry,
    records: records.map((record) => {
      const { decoded: _, ...kept } = record as LogRecord & { decoded?: unknown };
      return { ...kept, ...('payload' in record && { payload: [...record.payload] }) };
    }),
  }));

interface Log {
  readonly dir: string;
  readonly writer: ReadingLogWriter;
  /** Beside the writer. */
  readonly reader: ReadingLogReader;
  /** As in another process. */
  readonly ofFile: ReadingLogReader;
}

const withLog = (options: Partial<ReadingLogWriterOptions>, work: (log: Log) => Promise<void>) =>
  withFolder(async (dir) => {
    const writer = await openReadingLogWriter({
      dir,
      partitions: 2,
      minFreeBytes: 0,
      tailBytes: TAIL_BYTES,
      ...options,
    });
    const reader = await openReadingLogReader({ dir });
    const ofFile = await openReadingLogReader({ dir, fromFile: true });
    try {
      await work({ dir, writer, reader, ofFile });
    } finally {
      await ofFile.close();
      await reader.close();
      await writer.close();
    }
  });

const append = async (writer: ReadingLogWriter, count: number, fromMs = 1): Promise<void> => {
  for (let ms = fromMs; ms < fromMs + count; ms++) await writer.append(batch(ms));
};

describe('a reader beside its writer', () => {
  test(
    'that keeps up is served, and told that there is no more, without the file',
    withLog({}, async ({ dir, writer, reader, ofFile }) => {
      await append(writer, 3);
      const hidden = readdirSync(dir).filter((name) => name.startsWith('segment-') || name.startsWith('log.db'));
      expect(hidden.length).toBeGreaterThan(1);
      for (const name of hidden) renameSync(join(dir, name), join(dir, `hidden-${name}`));
      const entries = await reader.read(0, 0, 10);
      expect([positions(entries), fromMemory(entries)]).toEqual([
        [1, 2, 3],
        [true, true, true],
      ]);
      expect([await reader.read(0, 3, 10), await reader.head(0), await reader.read(1, 0, 10)]).toEqual([[], 3, []]);
      for (const after of [0, 3]) await expect(ofFile.read(0, after, 10)).rejects.toThrow('no such file');
      for (const name of hidden) renameSync(join(dir, `hidden-${name}`), join(dir, name));
      expect(stored(await ofFile.read(0, 0, 10))).toEqual(stored(entries));
    }),
  );

  test(
    'that has fallen behind reads the file, and comes back once it has caught up',
    withLog({}, async ({ writer, reader }) => {
      await append(writer, 60);
      const seen: LogEntry[] = [];
      for (;;) {
        const entries = await reader.read(0, seen.length, 7);
        if (entries.length === 0) break;
        seen.push(...entries);
      }
      expect(positions(seen)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
      const memory = fromMemory(seen);
      const back = memory.indexOf(true);
      expect(memory).toEqual(seen.map((_, i) => i >= back));
      expect(back).toBeGreaterThan(40);
      await append(writer, 2, 61);
      expect(fromMemory(await reader.read(0, 60, 9))).toEqual([true, true]);
    }),
  );

  test(
    'that opens later reads the file up to there',
    withFolder(async (dir) => {
      const writer = await openReadingLogWriter({ dir, partitions: 2, minFreeBytes: 0 });
      await append(writer, 3);
      const reader = await openReadingLogReader({ dir });
      await append(writer, 1, 4);
      expect(fromMemory(await reader.read(0, 0, 9))).toEqual([false, false, false, false]);
      await append(writer, 1, 5);
      expect(fromMemory(await reader.read(0, 4, 9))).toEqual([true]);
      await reader.close();
      await writer.close();
    }),
  );

  test(
    'goes on in the file when the writer has closed, and in memory with the next writer',
    withLog({}, async ({ dir, writer, reader }) => {
      await append(writer, 2);
      await writer.close();
      expect(fromMemory(await reader.read(0, 0, 9))).toEqual([false, false]);
      expect(await reader.read(0, 2, 9)).toEqual([]);
      const next = await openReadingLogWriter({ dir, partitions: 2, minFreeBytes: 0 });
      await append(next, 1, 3);
      const entries = await reader.read(0, 2, 9);
      expect([positions(entries), fromMemory(entries)]).toEqual([[3], [true]]);
      await next.close();
    }),
  );

  test('reads on while segments close, are packed, archived and deleted, and is told what is gone', async () => {
    let isArchived = false;
    const checkpointed = (): number => (isArchived ? Number.MAX_SAFE_INTEGER : 0);
    await withLog({ segmentMs: 10, retention: { maxAgeMs: 20, checkpointed } }, async (log) => {
      const { dir, writer, reader, ofFile } = log;
      let archiving: ReturnType<typeof archiveLog> | undefined;
      for (let ms = 1; ms <= 100; ms++) {
        await writer.append(batch(ms, ms % 3 === 0 ? [0, 1] : [0]));
        const entries = await reader.read(0, ms - 1, 5);
        expect([positions(entries), fromMemory(entries)]).toEqual([[ms], [true]]);
        if (ms === 40) archiving = archiveLog({ dir, to: join(dir, 'archive') });
        if (ms === 60) await archiving;
        isArchived ||= ms === 60;
      }
      // Segments of ten; the one that ends with 80 is not old enough.
      await expect.poll(() => ofFile.firstPosition(0), { timeout: 50_000 }).toBe(71);
      expect(await reader.firstPosition(0)).toBe(71);
      for (const one of [reader, ofFile])
        await expect(one.read(0, 0, 5)).rejects.toMatchObject({ code: 'LIFT_STORE_LOG_GONE' });
      const kept = await reader.read(0, 70, 500);
      expect(positions(kept)).toEqual(Array.from({ length: 30 }, (_, i) => 71 + i));
      expect(stored(kept)).toEqual(stored(await ofFile.read(0, 70, 500)));
    })();
  });
});

/** Files whose appends wait for `gate` before, and pass `after` when they are stored. */
const standingBetween =
  (between: { before?: () => Promise<void>; after?: () => Promise<void> }) =>
  (files: SegmentFiles): SegmentFiles => ({
    ...files,
    async open(path) {
      const file = await files.open(path);
      return {
        ...file,
        async append(rows) {
          await between.before?.();
          await file.append(rows);
          await between.after?.();
        },
      };
    },
  });

const failing = (isFailing: () => boolean) => async (): Promise<void> => {
  if (isFailing()) throw new RangeError('the disk broke');
};

describe('what is not durable', () => {
  test('is not seen while its commit is under way', async () => {
    let held = false;
    let arrived = (): void => undefined;
    let release = (): void => undefined;
    const atCommit = new Promise<void>((resolve) => (arrived = resolve));
    const before = async (): Promise<void> => {
      if (!held) return;
      arrived();
      await new Promise<void>((resolve) => (release = resolve));
    };
    await withLog({ diagnostics: { files: standingBetween({ before }) } }, async ({ writer, reader }) => {
      await append(writer, 1);
      held = true;
      const committing = writer.append(batch(2));
      await atCommit;
      expect([positions(await reader.read(0, 0, 9)), await reader.head(0)]).toEqual([[1], 1]);
      release();
      await committing;
      expect([positions(await reader.read(0, 0, 9)), await reader.head(0)]).toEqual([[1, 2], 2]);
    })();
  });

  test.each([false, true])('is never seen when its commit failed (on a thread: %s)', async (onThread) => {
    let isBroken = false;
    const before = failing(() => isBroken);
    await withLog({ onThread, diagnostics: { files: standingBetween({ before }) } }, async ({ writer, reader }) => {
      await append(writer, 1);
      isBroken = true;
      for (let tries = 0; tries < 3; tries++) {
        await expect(writer.append(batch(2))).rejects.toMatchObject({ code: 'LIFT_STORE_LOG_UNWRITABLE' });
        expect([positions(await reader.read(0, 0, 9)), await reader.head(0)]).toEqual([[1], 1]);
      }
      isBroken = false;
      await writer.append(batch(3));
      const entries = await reader.read(0, 0, 9);
      expect([positions(entries), entries.map(({ records }) => records[0]?.receivedAtMs)]).toEqual([
        [1, 2],
        [1, 3],
      ]);
    })();
  });

  test('and what was stored although its commit failed is seen once, in its place', async () => {
    let isBroken = false;
    const after = failing(() => isBroken);
    await withLog({ diagnostics: { files: standingBetween({ after }) } }, async ({ writer, reader, ofFile }) => {
      await writer.append(batch(1, [0, 1]));
      isBroken = true;
      await expect(writer.append(batch(2, [0, 1]))).rejects.toMatchObject({ code: 'LIFT_STORE_LOG_UNWRITABLE' });
      expect(positions(await reader.read(0, 1, 9))).toEqual([2]);
      isBroken = false;
      await writer.append(batch(3, [0]));
      for (const partition of [0, 1]) {
        const entries = await reader.read(partition, 0, 9);
        expect(positions(entries)).toEqual(partition === 0 ? [1, 2, 3] : [1, 2]);
        expect(stored(entries)).toEqual(stored(await ofFile.read(partition, 0, 9)));
        expect(await reader.head(partition)).toBe(await ofFile.head(partition));
      }
      await writer.append(batch(4, [0, 1]));
      expect(fromMemory(await reader.read(1, 2, 9))).toEqual([true]);
    })();
  });
});

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ append: fc.subarray([0, 1], { minLength: 1 }) }) },
  { weight: 3, arbitrary: fc.record({ read: fc.nat(1), limit: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 1, arbitrary: fc.record({ fail: fc.constantFrom('before' as const, 'after' as const) }) },
  { weight: 1, arbitrary: fc.record({ burst: fc.integer({ min: 1, max: 30 }) }) },
);

test('whatever comes between, a reader beside its writer reads what the file says, in the order of each partition', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
      let fails: string | undefined;
      const between = { before: failing(() => fails === 'before'), after: failing(() => fails === 'after') };
      await withLog({ segmentMs: 20, diagnostics: { files: standingBetween(between) } }, async (log) => {
        const seen: LogEntry[][] = [[], []];
        let ms = 0;
        const read = async (partition: number, limit: number): Promise<number> => {
          const entries = await log.reader.read(partition, seen[partition]?.length ?? 0, limit);
          expect(entries.length).toBeLessThanOrEqual(limit);
          seen[partition]?.push(...entries);
          return entries.length;
        };
        for (const one of steps) {
          if ('append' in one) await log.writer.append(batch(++ms, one.append));
          else if ('read' in one) await read(one.read, one.limit);
          else if ('burst' in one) for (let i = 0; i < one.burst; i++) await log.writer.append(batch(++ms, [i % 2]));
          else {
            fails = one.fail;
            await expect(log.writer.append(batch(++ms, [0, 1]))).rejects.toThrow('could not take a batch');
            fails = undefined;
          }
        }
        for (const partition of [0, 1]) {
          while ((await read(partition, 9)) > 0);
          const entries = seen[partition] as LogEntry[];
          expect(positions(entries)).toEqual(entries.map((_, i) => i + 1));
          expect(stored(entries)).toEqual(stored(await log.ofFile.read(partition, 0, 10_000)));
        }
      })();
    }),
    { numRuns: 25 },
  );
});
