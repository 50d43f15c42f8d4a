import { serveThread } from '../thread/serve.ts';
import type { Synchronous } from '../sqlite/file.ts';
import { unpackRows, type PackedRows } from './packed-rows.ts';
import { OpenSegment } from './segment.ts';

let segment: OpenSegment | undefined;

const opened = (): OpenSegment => {
  if (!segment) throw new RangeError('no segment is open');
  return segment;
};

serveThread({
  open: (path: string, synchronous: Synchronous) => void (segment = new OpenSegment(path, synchronous)),
  append: (rows: PackedRows) => opened().append(unpackRows(rows)),
  last: (partition: number) => opened().last(partition),
  limitPages: (pages: number) => opened().limitPages(pages),
  bytes: () => opened().bytes(),
  close: () => {
    segment?.close();
    segment = undefined;
  },
});
