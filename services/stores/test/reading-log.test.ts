import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  openReadingLogReader,
  openReadingLogWriter,
  type LogRecord,
  type ReadingLogWriterOptions,
} from '../src/index.ts';
import { readingLogContract } from './contract/reading-log.ts';
import { withFolder } from './folder.ts';

const HOUR_MS = 3_600_000;
const options = (dir: string, partitions = 4): ReadingLogWriterOptions => ({ dir, partitions, minFreeBytes: 0 });
const tick = (receivedAtMs: number): LogRecord => ({ type: 'tick', receivedAtMs });
const failMaintenance = (error: unknown): void => {
  throw error;
};

describe.each([
  { onThread: false, fromFile: false },
  { onThread: true, fromFile: false },
  { onThread: true, fromFile: true },
])(
  'embedded reading log keeps the contract (on a thread: $onThread, past memory: $fromFile)',
  ({ onThread, fromFile }) => {
    readingLogContract(async (partitions) => {
      const dir = await mkdtemp(join(tmpdir(), 'liftwatch-log-'));
      let writer = await openReadingLogWriter({ ...options(dir, partitions), onThread });
      return {
        writer,
        reader: () => openReadingLogReader({ dir, pollMs: 5, fromFile }),
        reopen: async () => {
          await writer.close();
          writer = await openReadingLogWriter({ ...options(dir, partitions + 3), onThread });
          return writer;
        },
        dispose: async () => {
          await writer.close();
          await rm(dir, { recursive: true });
        },
      };
    });
  },
);

describe('segments', () => {
  const fill = async (dir: string, extra: Partial<ReadingLogWriterOptions> = {}) => {
    const writer = await openReadingLogWriter({
      ...options(dir, 2),
      segmentMs: HOUR_MS,
      onMaintenanceError: failMaintenance,
      ...extra,
    });
    for (let i = 1; i <= 40; i++)
      await writer.append(
        new Map([[0, [tick(i * HOUR_MS * 0.25)]], ...(i % 3 ? [] : [[1, [tick(i * HOUR_MS * 0.25)]] as const])]),
      );
    await writer.close();
  };

  test(
    'closed segments are packed and read as if nothing happened, also by a reader from before',
    withFolder(async (dir) => {
      const first = await openReadingLogWriter(options(dir, 2));
      await first.append(new Map([[0, [tick(1)]]]));
      const early = await openReadingLogReader({ dir });
      expect(await early.read(0, 0, 10)).toHaveLength(1);
      await first.close();
      await fill(dir);
      const files = await readdir(dir);
      expect(files.filter((name) => name.endsWith('.zst')).length).toBeGreaterThan(8);
      expect(files.filter((name) => /^segment-\d+\.db$/.test(name))).toHaveLength(1);
      const late = await openReadingLogReader({ dir });
      for (const reader of [early, late]) {
        expect((await reader.read(0, 0, 1_000)).map((entry) => entry.position)).toEqual(
          Array.from({ length: 41 }, (_, i) => i + 1),
        );
        expect(await reader.read(1, 0, 1_000)).toHaveLength(13);
        expect(await reader.read(0, 17, 3)).toHaveLength(3);
        await reader.close();
      }
      expect((await readdir(dir)).filter((name) => name.startsWith('unpacked-'))).toEqual([]);
    }),
  );

  test(
    'retention deletes whole old segments, never what the engine has still to read',
    withFolder(async (dir) => {
      let checkpointed = 10;
      const retention = {
        maxAgeMs: 2 * HOUR_MS,
        checkpointed: (partition: number) => (partition === 0 ? checkpointed : 99),
      };
      await fill(dir, { retention });
      const reader = await openReadingLogReader({ dir });
      const firstKept = await reader.firstPosition(0);
      expect(firstKept).toBeGreaterThan(1);
      expect(firstKept).toBeLessThanOrEqual(11);
      await expect(reader.read(0, 0, 1)).rejects.toMatchObject({ code: 'LIFT_STORE_LOG_GONE', recoverable: false });
      expect((await reader.read(0, firstKept - 1, 99)).at(0)?.position).toBe(firstKept);
      checkpointed = 40;
      await (await openReadingLogWriter({ ...options(dir), retention })).close();
      expect(await reader.firstPosition(0)).toBe(29);
      await reader.close();
    }),
  );

  test(
    'without a word about checkpoints nothing is deleted',
    withFolder(async (dir) => {
      await fill(dir, { retention: { maxAgeMs: 1, maxBytes: 1 } });
      const reader = await openReadingLogReader({ dir });
      expect(await reader.read(0, 0, 99)).toHaveLength(40);
      await reader.close();
    }),
  );
});

describe('refusals', () => {
  test(
    'a second writer is refused with the remedy, also in the same process',
    withFolder(async (dir) => {
      const writer = await openReadingLogWriter(options(dir));
      await expect(openReadingLogWriter(options(dir))).rejects.toMatchObject({
        code: 'LIFT_STORE_LOCKED',
        message: expect.stringContaining(`process ${process.pid}`) as string,
      });
      await writer.close();
      await (await openReadingLogWriter(options(dir))).close();
    }),
  );

  test(
    'a full store refuses the batch whole, and takes the same batch when there is room again',
    withFolder(async (dir) => {
      let pages = 1_000_000;
      const writer = await openReadingLogWriter({ ...options(dir, 2), diagnostics: { maxPageCount: () => pages } });
      const big = (ms: number): LogRecord => ({
        type: 'context',
        receivedAtMs: ms,
        writerId: 'w',
        payload: new Uint8Array(60_000),
      });
      await writer.append(new Map([[0, [tick(1)]]]));
      pages = 10;
      const batch = new Map([
        [0, [tick(2)]],
        [1, [big(2)]],
      ]);
      for (let i = 0; i < 3; i++)
        await expect(writer.append(batch)).rejects.toMatchObject({
          code: 'LIFT_STORE_LOG_UNWRITABLE',
          recoverable: true,
        });
      const reader = await openReadingLogReader({ dir });
      expect([await reader.head(0), await reader.head(1)]).toEqual([1, 0]);
      pages = 1_000_000;
      await writer.append(batch);
      expect((await reader.read(0, 0, 9)).map((entry) => entry.records)).toEqual([[tick(1)], [tick(2)]]);
      expect(await reader.head(1)).toBe(1);
      await reader.close();
      await writer.close();
    }),
  );

  test(
    'appends stop while the disk has less free than is kept free',
    withFolder(async (dir) => {
      const writer = await openReadingLogWriter({ ...options(dir), minFreeBytes: Number.MAX_SAFE_INTEGER });
      await expect(writer.append(new Map([[0, [tick(1)]]]))).rejects.toMatchObject({
        code: 'LIFT_STORE_LOG_UNWRITABLE',
      });
      await writer.close();
    }),
  );

  test(
    'reading where no log is says so',
    withFolder(async (dir) => {
      await expect(openReadingLogReader({ dir })).rejects.toMatchObject({
        code: 'LIFT_STORE_LOG_MISSING',
        recoverable: true,
      });
    }),
  );
});
