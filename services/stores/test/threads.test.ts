import { waitUntil } from '@liftwatch/infra';
import { expect, test } from 'vitest';
import { openReadingLogReader, openReadingLogWriter, type LogRecord } from '../src/index.ts';
import { segmentFilesOnThread, type SegmentFiles } from '../src/log/segment-file.ts';
import { OpenSegment } from '../src/log/segment.ts';
import { AskedThread, threadFile } from '../src/thread/thread.ts';
import { withFolder } from './folder.ts';

const row = (position: number) => ({
  partition: 0,
  position,
  receivedAtMs: position,
  records: new Uint8Array([1]),
  isJudged: false,
});
const source = new URL('../src/log/segment-file.ts', import.meta.url).href;

test('a thread that dies rejects what waits and whatever is asked after', async () => {
  const thread = new AskedThread(threadFile('./segment-thread', source));
  const waiting = thread.ask('bytes', []);
  await thread.end();
  await expect(waiting).rejects.toThrow(/ended|no segment/);
  expect(thread.isDead).toBe(true);
  await expect(thread.ask('bytes', [])).rejects.toThrow('the thread of a store ended');
});

const failing = (onDied: (error: Error) => void) =>
  new AskedThread(new URL('./children/fails.ts', import.meta.url), { onDied, name: 'the thread of a test' });

test('that a thread has ended by itself is told once; that it was ended is not', async () => {
  const died: string[] = [];
  const thread = failing((error) => died.push(error.message));
  // It may end before it has answered.
  await thread.ask('failSoon', []).catch(() => undefined);
  await waitUntil('word of its end', () => died.length > 0);
  await thread.end();
  expect(died).toEqual(['the thread of a test failed: RangeError: by itself']);
  const ended = failing((error) => died.push(error.message));
  await ended.end();
  await expect(ended.ask('refuse', [])).rejects.toMatchObject({ code: 'LIFT_STORE_THREAD_FAILED' });
  expect(died).toHaveLength(1);
});

test('an error with a code of another kind keeps its code', async () => {
  const thread = failing(() => undefined);
  const asked = thread.ask('refuse', []);
  await expect(asked).rejects.toMatchObject({ name: 'ThreadError', code: 'LIFT_ENGINE_TIMEOUT', message: 'not so' });
  await thread.end();
});

test(
  'what one thread confirmed is in the file after it, and questions are answered in their order',
  withFolder(async (dir) => {
    const files = segmentFilesOnThread('full');
    const file = await files.open(`${dir}/segment.db`);
    await Promise.all([file.append([row(1)]), file.append([row(2)]), file.append([row(3)])]);
    await expect(file.append([row(3)])).rejects.toThrow(/UNIQUE|constraint/);
    await file.append([row(4)]);
    await files.close();
    const later = new OpenSegment(`${dir}/segment.db`, 'full');
    expect(later.last(0)).toEqual({ position: 4, receivedAtMs: 4 });
    later.close();
    // A new thread takes the place of one that died.
    const again = await files.open(`${dir}/segment.db`);
    await again.append([row(5)]);
    await files.close();
  }),
);

const tick = (receivedAtMs: number): LogRecord => ({ type: 'tick', receivedAtMs });

/** Ends the thread after the `nth` commit, before its answer. */
const endsAfterCommit = (files: SegmentFiles, nth: number): SegmentFiles => {
  let commits = 0;
  return {
    async open(path) {
      const file = await files.open(path);
      const append = async (rows: Parameters<typeof file.append>[0]): Promise<void> => {
        await file.append(rows);
        if (++commits !== nth) return;
        await files.close();
        await file.append([]);
      };
      return { ...file, append };
    },
    close: () => files.close(),
  };
};

test.each([1, 3])(
  'a thread that dies after commit %i and before its answer: intake goes on, nothing is lost, positions rise by one',
  { timeout: 20_000 },
  async (nth) =>
    withFolder(async (dir) => {
      const writer = await openReadingLogWriter({
        dir,
        partitions: 2,
        minFreeBytes: 0,
        onThread: true,
        segmentMs: 2,
        diagnostics: { files: (files) => endsAfterCommit(files, nth) },
      });
      const reader = await openReadingLogReader({ dir, pollMs: 5 });
      const heard: number[] = [];
      let position = 0;
      const read = async (): Promise<void> => {
        for (const entry of await reader.read(0, position, 10)) {
          expect(entry.position).toBe(position + 1);
          position = entry.position;
          heard.push(...entry.records.map(({ receivedAtMs }) => receivedAtMs));
        }
      };
      for (let ms = 1; ms <= 5; ms++) {
        const append = () => writer.append(new Map([[0, [tick(ms)]]]));
        if (ms === nth) await expect(append()).rejects.toThrow('could not take a batch');
        await append();
        await read();
      }
      const twice = [1, 2, 3, 4, 5].flatMap((ms) => (ms === nth ? [ms, ms] : [ms]));
      expect(heard).toEqual(twice);
      await reader.close();
      await writer.close();
      const again = await openReadingLogReader({ dir });
      const records = (await again.read(0, 0, 100)).flatMap((entry) => entry.records);
      expect(records.map(({ receivedAtMs }) => receivedAtMs)).toEqual(twice);
      await again.close();
    })(),
);
