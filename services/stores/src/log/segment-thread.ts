import { serveThread } from '../thread/serve.ts';
import type { Synchronous } from '../sqlite/file.ts';
import { OpenSegment, type EntryRow } from './segment.ts';

let segment: OpenSegment | undefined;

const opened = (): OpenSegment => {
  if (!segment) throw new RangeError('no segment is open');
  return segment;
};

serveThread({
  open: (path: string, synchronous: Synchronous) => void (segment = new OpenSegment(path, synchronous)),
  append: (rows: readonly EntryRow[]) => opened().append(rows),
  last: (partition: number) => opened().last(partition),
  limitPages: (pages: number) => opened().limitPages(pages),
  bytes: () => opened().bytes(),
  close: () => {
    segment?.close();
    segment = undefined;
  },
});
