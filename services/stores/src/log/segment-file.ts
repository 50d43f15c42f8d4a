import type { Synchronous } from '../sqlite/file.ts';
import { AskedThread, threadFile } from '../thread/thread.ts';
import { packRows } from './packed-rows.ts';
import { OpenSegment, type EntryRow, type LastEntry } from './segment.ts';

/** The segment being written, in this thread or on one of its own. Calls take effect in their order. */
export interface SegmentFile {
  /** One transaction, one sync. On an error nothing is stored. */
  append(rows: readonly EntryRow[]): Promise<void>;
  /** Newest entry of a partition. */
  last(partition: number): Promise<LastEntry | undefined>;
  limitPages(pages: number): Promise<void>;
  /** Size of the file, bytes, journal not counted. */
  bytes(): Promise<number>;
  close(): Promise<void>;
}

export interface SegmentFiles {
  open(path: string): Promise<SegmentFile>;
  close(): Promise<void>;
}

export const segmentFilesHere = (synchronous: Synchronous): SegmentFiles => ({
  async open(path) {
    const segment = new OpenSegment(path, synchronous);
    return {
      append: async (rows) => segment.append(rows),
      last: async (partition) => segment.last(partition),
      limitPages: async (pages) => segment.limitPages(pages),
      bytes: async () => segment.bytes(),
      close: async () => segment.close(),
    };
  },
  close: async () => undefined,
});

/** A sync then keeps no reading, judgement or answer of this thread waiting. */
export const segmentFilesOnThread = (synchronous: Synchronous): SegmentFiles => {
  const start = () => new AskedThread(threadFile('./segment-thread', import.meta.url));
  let thread = start();
  const tell = async (method: string, ...args: readonly unknown[]): Promise<void> => {
    await thread.ask(method, args);
  };
  return {
    async open(path) {
      // Nothing is lost with a thread: what it did not confirm was not acknowledged and is appended again.
      if (thread.isDead) thread = start();
      await tell('open', path, synchronous);
      return {
        append: (rows) => tell('append', packRows(rows)),
        last: (partition) => thread.ask('last', [partition]) as Promise<LastEntry | undefined>,
        limitPages: (pages) => tell('limitPages', pages),
        bytes: () => thread.ask('bytes', []) as Promise<number>,
        close: () => tell('close'),
      };
    },
    close: () => thread.end(),
  };
};
