/** A reader in a thread of its own, fed by the thread that started it. */
import { workerData } from 'node:worker_threads';
import { openReadingLogReader, serveThread, takeTail, type ReadingLogReader, type TailFeed } from '../../src/index.ts';

const { dir, feed, gate } = workerData as { dir: string; feed: TailFeed; gate: Int32Array };
let taking: ReturnType<typeof takeTail>;
let reader: ReadingLogReader;
let wakes = 0;

serveThread({
  async open() {
    taking = takeTail(dir, feed);
    reader = await openReadingLogReader({ dir, pollMs: 5 });
    reader.onAppended(() => wakes++);
  },
  async read(partition: number, after: number, limit: number) {
    const entries = await reader.read(partition, after, limit);
    return entries.map(({ position, records }) => ({
      position,
      // A copy of what are views into a whole commit.
      records: records.map((record) => ('payload' in record ? { ...record, payload: record.payload.slice() } : record)),
    }));
  },
  head: (partition: number) => reader.head(partition),
  wakes: () => wakes,
  block: () => {
    Atomics.wait(gate, 0, 0);
    Atomics.store(gate, 0, 0);
  },
  closeFeed: () => taking.close(),
  async close() {
    await reader.close();
    taking.close();
  },
});
