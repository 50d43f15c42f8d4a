import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { join } from 'node:path';
import type { PointsLine, ReceivedLine, TruthLine } from './format.ts';

/** The three files of a run, kept for whoever wants to score it again. */
export interface Journal {
  readonly paths: { readonly truth: string; readonly received: string; readonly points: string };
  truth(line: TruthLine): void;
  received(line: ReceivedLine): void;
  points(line: PointsLine): void;
  close(): Promise<void>;
}

/** `adds`: to the files of earlier parts of the run. */
export const openJournal = (dir: string, { adds }: { readonly adds: boolean }): Journal => {
  mkdirSync(dir, { recursive: true });
  const paths = {
    truth: join(dir, 'truth.ndjson'),
    received: join(dir, 'received.ndjson'),
    points: join(dir, 'points.ndjson'),
  };
  const streams: WriteStream[] = [];
  const open = <T>(path: string): ((line: T) => void) => {
    const stream = createWriteStream(path, { flags: adds ? 'a' : 'w' });
    streams.push(stream);
    return (line) => void stream.write(`${JSON.stringify(line)}\n`);
  };
  return {
    paths,
    truth: open<TruthLine>(paths.truth),
    received: open<ReceivedLine>(paths.received),
    points: open<PointsLine>(paths.points),
    async close() {
      for (const stream of streams) {
        stream.end();
        await finished(stream);
      }
    },
  };
};
