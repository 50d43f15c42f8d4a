import { expect, test } from 'vitest';
import type { LogRecord, ReadingLogReader, ReadingLogWriter } from '../../src/index.ts';

/** A fresh, empty store; `reader` may be called after the writer exists, any number of times. */
export interface ReadingLogUnderTest {
  readonly writer: ReadingLogWriter;
  reader(): Promise<ReadingLogReader>;
  /** Closes the writer, opens it again. */
  reopen(): Promise<ReadingLogWriter>;
  dispose(): Promise<void>;
}

const reading = (receivedAtMs: number, text: string): LogRecord => ({
  type: 'reading',
  receivedAtMs,
  terminalId: 'T-1',
  topic: 'lift/v1/L-1/state',
  payload: new TextEncoder().encode(text),
});

const textOf = (record: LogRecord | undefined): string =>
  record && 'payload' in record ? new TextDecoder().decode(record.payload) : '';

/** What every reading log keeps, whatever it is built on. */
export const readingLogContract = (create: (partitions: number) => Promise<ReadingLogUnderTest>): void => {
  const withStore = (partitions: number, work: (store: ReadingLogUnderTest) => Promise<void>) => async () => {
    const store = await create(partitions);
    try {
      await work(store);
    } finally {
      await store.dispose();
    }
  };

  for (const partitions of [1, 4]) {
    test(
      `P=${partitions}: entries of a partition come back whole and in order, positions rise by one`,
      withStore(partitions, async ({ writer, reader }) => {
        expect(writer.partitions).toBe(partitions);
        for (let i = 0; i < 25; i++)
          await writer.append(
            new Map(
              Array.from({ length: partitions }, (_, p) => [
                p,
                [reading(1_000 + i, `${p}/${i}`), reading(1_000 + i, 'x')],
              ]),
            ),
          );
        const log = await reader();
        for (let p = 0; p < partitions; p++) {
          const entries = [...(await log.read(p, 0, 10)), ...(await log.read(p, 10, 100))];
          expect(entries.map((entry) => entry.position)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
          expect(entries.map((entry) => textOf(entry.records[0]))).toEqual(
            Array.from({ length: 25 }, (_, i) => `${p}/${i}`),
          );
          expect(entries.every((entry) => entry.partition === p && entry.records.length === 2)).toBe(true);
          for (const limit of [1, 7, 24, 26])
            for (const after of [0, 3, 20, 25])
              expect(await log.read(p, after, limit)).toHaveLength(Math.min(limit, 25 - after));
          expect(await log.head(p)).toBe(25);
          expect(await log.firstPosition(p)).toBe(1);
        }
        await log.close();
      }),
    );

    test(
      `P=${partitions}: a batch without a partition leaves that partition as it is`,
      withStore(partitions, async ({ writer, reader }) => {
        const last = partitions - 1;
        await writer.append(new Map([[last, [reading(5, 'only')]]]));
        await writer.append(new Map([[last, []]]));
        const log = await reader();
        expect(await log.head(last)).toBe(1);
        if (last > 0) expect(await log.read(0, 0, 10)).toEqual([]);
        await log.close();
      }),
    );

    test(
      `P=${partitions}: a store opened again goes on where it was, with its own count of partitions`,
      withStore(partitions, async (store) => {
        await store.writer.append(new Map([[0, [reading(7_000, 'a')]]]));
        const writer = await store.reopen();
        expect(writer.partitions).toBe(partitions);
        expect(writer.lastReceivedAtMs).toBe(7_000);
        await writer.append(new Map([[0, [reading(8_000, 'b')]]]));
        const log = await store.reader();
        expect((await log.read(0, 0, 10)).map((entry) => [entry.position, textOf(entry.records[0])])).toEqual([
          [1, 'a'],
          [2, 'b'],
        ]);
        await log.close();
      }),
    );
  }

  test(
    'a reader is woken by an append, and not after stop',
    withStore(4, async ({ writer, reader }) => {
      const log = await reader();
      let stop = () => {};
      const woken = new Promise<void>((resolve) => (stop = log.onAppended(resolve)));
      await writer.append(new Map([[2, [reading(1, 'a')]]]));
      await woken;
      expect(await log.read(2, 0, 1)).toHaveLength(1);
      stop();
      let wakes = 0;
      log.onAppended(() => wakes++)();
      await writer.append(new Map([[2, [reading(2, 'b')]]]));
      expect(wakes).toBe(0);
      await log.close();
    }),
  );

  test(
    'two readers stand at their own places',
    withStore(1, async ({ writer, reader }) => {
      await writer.append(new Map([[0, [reading(1, 'a')]]]));
      const [one, two] = [await reader(), await reader()];
      expect(await one.read(0, 0, 5)).toHaveLength(1);
      await writer.append(new Map([[0, [reading(2, 'b')]]]));
      expect((await one.read(0, 1, 5)).map((entry) => textOf(entry.records[0]))).toEqual(['b']);
      expect((await two.read(0, 0, 5)).map((entry) => textOf(entry.records[0]))).toEqual(['a', 'b']);
      await one.close();
      await two.close();
    }),
  );
};
