import { Worker } from 'node:worker_threads';
import { waitUntil } from '@liftwatch/infra';
import { expect, test, vi } from 'vitest';
import {
  borrowSeries,
  lendSeries,
  loadServiceThread,
  openReadingLogReader,
  openReadingLogWriter,
  openSqliteFindingLog,
  openThreadedFindingLog,
  StoreError,
  type LogRecord,
} from '../src/index.ts';
import { segmentFilesOnThread, type SegmentFiles } from '../src/log/segment-file.ts';
import { OpenSegment } from '../src/log/segment.ts';
import { AskedThread, threadFile } from '../src/thread/thread.ts';
import { aFinding } from './contract/a-finding.ts';
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

test.each([
  ['here', openSqliteFindingLog],
  ['on a thread', openThreadedFindingLog],
])('what is written %s wakes a reader in another thread, which does not look by itself', async (_where, openLog) =>
  withFolder(async (dir) => {
    const path = `${dir}/findings.db`;
    const log = await openLog({ path });
    const epoch = await log.claim(0, 'engine');
    const thread = new AskedThread(new URL('./children/finding-reader.ts', import.meta.url), { data: path });
    await thread.ask('open', []);
    for (const id of ['finding-a', 'finding-b']) {
      await log.append(0, epoch, [aFinding(id)]);
      await waitUntil(`word of ${id}`, async () => ((await thread.ask('lines', [])) as string[]).includes(id));
    }
    await thread.ask('close', []);
    await thread.end();
    await log.close();
  })(),
);

test('a series on loan is written by the thread that has it, and its errors come back whole', async () => {
  const written: unknown[] = [];
  const loan = lendSeries({
    prepare: () => Promise.reject(new StoreError('LIFT_STORE_SERIES_UNAVAILABLE', 'away', { recoverable: true })),
    write: async (lines) => (written.push(lines), { refusedPoints: 1, reason: 'too old' }),
  });
  const borrowed = borrowSeries(loan.port);
  expect(await borrowed.write('a v=1 1')).toEqual({ refusedPoints: 1, reason: 'too old' });
  expect(written).toEqual(['a v=1 1']);
  await expect(borrowed.prepare()).rejects.toMatchObject({ code: 'LIFT_STORE_SERIES_UNAVAILABLE', recoverable: true });
  loan.close();
});

test('what is held for a thread is given back once, whether it cannot start, ends by itself or is closed', async () => {
  let released = 0;
  const died: string[] = [];
  const start = (how: string) =>
    loadServiceThread(new URL('./children/service.ts', import.meta.url)).start<string>({
      data: how,
      onDied: (error) => died.push(error.message),
      release: () => (released += 1),
    });
  await expect(start('refuses')).rejects.toMatchObject({ code: 'LIFT_ENGINE_TIMEOUT' });
  expect(released).toBe(1);
  const closed = await start('well');
  expect(closed.started).toBe('started well');
  await closed.close();
  expect([released, died]).toEqual([2, []]);
  const failing = await start('well');
  await failing.ask('failSoon').catch(() => undefined);
  await waitUntil('word of its end', () => died.length > 0);
  expect(released).toBe(3);
  const ill = await start('ill');
  await expect(ill.close()).rejects.toThrow('cannot close');
  expect(released).toBe(4);
});

test.each(['refuses', 'well', 'ill'])('a service’s thread is ended and not left behind: %s', async (how) => {
  const terminate = vi.spyOn(Worker.prototype, 'terminate');
  const service = loadServiceThread(new URL('./children/service.ts', import.meta.url)).start({ data: how });
  await service.then((one) => one.close()).catch(() => undefined);
  expect(terminate).toHaveBeenCalledOnce();
  terminate.mockRestore();
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
