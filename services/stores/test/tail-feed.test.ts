import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { waitUntil } from '@liftwatch/infra';
import {
  AskedThread,
  feedTail,
  openReadingLogReader,
  openReadingLogWriter,
  type LogRecord,
  type ReadingRecord,
  type ReadingLogWriter,
  type ReadingLogWriterOptions,
} from '../src/index.ts';
import { withFolder } from './folder.ts';

const reading = (receivedAtMs: number, bytes = 20): LogRecord => ({
  type: 'reading',
  receivedAtMs,
  terminalId: 'T-1',
  topic: 'lift/v1/L-1/state',
  payload: new Uint8Array(bytes).fill(receivedAtMs % 251),
});

/** What a reader in another thread, fed from this one, read. */
interface ReadThere {
  readonly position: number;
  readonly records: readonly (LogRecord & { readonly payload?: Uint8Array })[];
}
interface Fed {
  read(partition: number, after: number, limit?: number): Promise<readonly ReadThere[]>;
  head(partition: number): Promise<number>;
  /** How often it was woken. */
  wakes(): Promise<number>;
  /** Blocks that thread until the other side says so. */
  holdUp(): () => Promise<unknown>;
  closeFeed(): Promise<void>;
}

const withFed = (
  options: Partial<ReadingLogWriterOptions> & { keptBytes?: number },
  work: (log: { dir: string; writer: ReadingLogWriter; fed: Fed; bytesOnTheWay: () => number }) => Promise<void>,
) =>
  withFolder(async (dir) => {
    const { keptBytes, ...rest } = options;
    const writer = await openReadingLogWriter({ dir, partitions: 2, minFreeBytes: 0, ...rest });
    const feed = feedTail(dir, keptBytes);
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const thread = new AskedThread(new URL('./children/fed-reader.ts', import.meta.url), {
      data: { dir, feed, gate },
      transfer: [feed.port],
    });
    const ask = <T>(method: string, ...args: readonly unknown[]) => thread.ask(method, args) as Promise<T>;
    try {
      await ask('open');
      await work({
        dir,
        writer,
        bytesOnTheWay: () => Atomics.load(new Int32Array(feed.onTheWay), 0),
        fed: {
          read: (partition, after, limit = 1_000) => ask('read', partition, after, limit),
          head: (partition) => ask('head', partition),
          wakes: () => ask('wakes'),
          holdUp: () => {
            const blocked = ask('block');
            return async () => {
              Atomics.store(gate, 0, 1);
              Atomics.notify(gate, 0);
              await blocked;
            };
          },
          closeFeed: () => ask('closeFeed'),
        },
      });
    } finally {
      await ask('close');
      await thread.end();
      await writer.close();
    }
  });

const judged = (receivedAtMs: number, ...verdicts: readonly boolean[]): LogRecord => {
  const body = { at: receivedAtMs };
  const refusal = { code: 'LIFT_READING_INVALID', field: 'at', message: 'is wrong' } as const;
  return {
    ...(reading(receivedAtMs) as ReadingRecord),
    decoded: {
      topic: { type: 'reading', liftId: 'L-1', kind: 'state' },
      publish: {
        ok: true,
        sentAtMs: undefined,
        items: verdicts.map((ok, index) => (ok ? { ok, reading: { kind: 'state', body } } : { ok, index, refusal })),
      },
    },
  };
};

test('that every reading of an entry has been judged is told with it, and never read from the file', () =>
  withFed({}, async ({ dir, writer, fed }) => {
    const entries: LogRecord[][] = [
      [judged(1, true), judged(1, true, true)],
      [judged(2, true), judged(2, true, false)],
      [judged(3, true), reading(3)],
    ];
    for (const records of entries) await writer.append(new Map([[0, records]]));
    await waitUntil('that thread to be woken by each', async () => (await fed.wakes()) >= 3);
    const told = (await fed.read(0, 0)).map(({ records }) =>
      records.map((one) => 'isJudged' in one && one.isJudged === true),
    );
    expect(told).toEqual([
      [true, true],
      [false, false],
      [false, false],
    ]);
    const reader = await openReadingLogReader({ dir });
    const filed = await reader.read(0, 0, 10);
    await reader.close();
    expect(filed.flatMap(({ records }) => records).some((one) => 'isJudged' in one && one.isJudged === true)).toBe(
      false,
    );
  }));

const append = async (writer: ReadingLogWriter, count: number, fromMs = 1, bytes = 20): Promise<void> => {
  for (let ms = fromMs; ms < fromMs + count; ms++) await writer.append(new Map([[0, [reading(ms, bytes)]]]));
};
const times = (entries: readonly ReadThere[]): readonly number[] =>
  entries.flatMap(({ records }) => records.map(({ receivedAtMs }) => receivedAtMs));
const hideFiles = (dir: string): (() => void) => {
  const hidden = readdirSync(dir).filter((name) => name.startsWith('segment-') || name.startsWith('log.db'));
  expect(hidden.length).toBeGreaterThan(1);
  for (const name of hidden) renameSync(join(dir, name), join(dir, `hidden-${name}`));
  return () => {
    for (const name of hidden) renameSync(join(dir, `hidden-${name}`), join(dir, name));
  };
};

describe('a reader in another thread than its writer', () => {
  test(
    'is woken by each commit and reads what was committed, byte for byte, without the file',
    withFed({}, async ({ dir, writer, fed }) => {
      await append(writer, 1);
      await waitUntil('that thread to be woken', async () => (await fed.wakes()) > 0);
      expect(times(await fed.read(0, 0))).toEqual([1]);
      const showFiles = hideFiles(dir);
      const before = await fed.wakes();
      await append(writer, 3, 2);
      await waitUntil('that thread to be woken by each', async () => (await fed.wakes()) >= before + 3);
      const entries = await fed.read(0, 1);
      expect(entries.map(({ position }) => position)).toEqual([2, 3, 4]);
      expect(entries.map(({ records }) => records)).toEqual([[reading(2)], [reading(3)], [reading(4)]]);
      expect(await fed.read(0, 4)).toEqual([]);
      showFiles();
    }),
  );

  test(
    'that was not fed yet, or asks for what came before, reads the file',
    withFed({}, async ({ writer, fed }) => {
      expect([await fed.read(0, 0), await fed.head(0)]).toEqual([[], 0]);
      await append(writer, 5);
      expect(await fed.head(0)).toBe(5);
      await waitUntil('that thread to be woken by all', async () => (await fed.wakes()) >= 5);
      expect(times(await fed.read(0, 4))).toEqual([5]);
      expect(times(await fed.read(0, 0))).toEqual([1, 2, 3, 4, 5]);
    }),
  );

  test(
    'that is held up is sent no more than the bound, reads the rest from the file, and comes back to memory',
    withFed({ keptBytes: 2_000 }, async ({ dir, writer, fed, bytesOnTheWay }) => {
      await append(writer, 1);
      await waitUntil('that thread to be woken once', async () => (await fed.wakes()) > 0);
      const goOn = fed.holdUp();
      await append(writer, 40, 2, 500);
      expect(bytesOnTheWay()).toBeGreaterThan(1_000);
      expect(bytesOnTheWay()).toBeLessThanOrEqual(2_000);
      await goOn();
      const all = Array.from({ length: 41 }, (_, i) => i + 1);
      await waitUntil('what was not sent', async () => times(await fed.read(0, 0)).length === all.length);
      expect(times(await fed.read(0, 0))).toEqual(all);
      await append(writer, 1, 42);
      await waitUntil('what came after', async () => times(await fed.read(0, 40)).includes(42));
      await append(writer, 1, 43);
      await waitUntil('what came after that', async () => times(await fed.read(0, 42)).includes(43));
      expect(bytesOnTheWay()).toBe(0);
      const showFiles = hideFiles(dir);
      expect(times(await fed.read(0, 42))).toEqual([43]);
      showFiles();
    }),
  );

  test(
    'goes on in the file when its feed has ended, and when the writer has',
    withFed({}, async ({ dir, writer, fed }) => {
      await append(writer, 2);
      await fed.closeFeed();
      await append(writer, 2, 3);
      await waitUntil('what came without the feed', async () => times(await fed.read(0, 0)).length === 4);
      await writer.close();
      const next = await openReadingLogWriter({ dir, partitions: 2, minFreeBytes: 0 });
      await append(next, 1, 5);
      await waitUntil('what the next writer wrote', async () => times(await fed.read(0, 4)).includes(5));
      await next.close();
    }),
  );
});

test('whatever comes between, what is read there is what the file says, in the order of each partition', async () => {
  const step = fc.oneof(
    fc.record({ type: fc.constant('append' as const), partition: fc.nat(1), bytes: fc.integer({ min: 1, max: 900 }) }),
    fc.record({ type: fc.constant('read' as const), partition: fc.nat(1), limit: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ type: fc.constant('held-up' as const), count: fc.integer({ min: 1, max: 8 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      await withFed(
        { keptBytes: 1_500, segmentBytes: 20_000, diagnostics: { synchronous: 'off' } },
        async ({ dir, writer, fed }) => {
          const seen: number[][] = [[], []];
          let ms = 0;
          const add = (partition: number, bytes: number) =>
            writer.append(new Map([[partition, [reading(++ms, bytes)]]]));
          const readOn = async (partition: number, limit: number): Promise<void> => {
            for (const entry of await fed.read(partition, seen[partition]?.length ?? 0, limit)) {
              expect(entry.position).toBe((seen[partition]?.length ?? 0) + 1);
              seen[partition]?.push(...times([entry]));
            }
          };
          for (const one of steps) {
            if (one.type === 'append') await add(one.partition, one.bytes);
            else if (one.type === 'read') await readOn(one.partition, one.limit);
            else {
              const goOn = fed.holdUp();
              for (let i = 0; i < one.count; i++) await add(i % 2, 400);
              await goOn();
            }
          }
          const file = await openReadingLogReader({ dir, fromFile: true });
          for (const partition of [0, 1]) {
            const inFile = times((await file.read(partition, 0, 1_000)) as readonly ReadThere[]);
            await waitUntil('the whole partition', async () => {
              await readOn(partition, 3);
              return seen[partition]?.length === inFile.length;
            });
            expect(seen[partition]).toEqual(inFile);
          }
          await file.close();
        },
      )();
    }),
    { numRuns: 3 },
  );
});

test(
  'a feed needs the writer in its own thread',
  withFolder(async (dir) => {
    const writer = await openReadingLogWriter({ dir, partitions: 1, minFreeBytes: 0 });
    await writer.close();
    expect(() => feedTail(dir)).toThrow('has no writer in this thread');
  }),
);
