import { expect, test } from 'vitest';
import { segmentFilesOnThread } from '../src/log/segment-file.ts';
import { OpenSegment } from '../src/log/segment.ts';
import { StoreThread, threadFile } from '../src/thread/thread.ts';
import { withFolder } from './folder.ts';

const row = (position: number) => ({ partition: 0, position, receivedAtMs: position, records: new Uint8Array([1]) });
const source = new URL('../src/log/segment-file.ts', import.meta.url).href;

test('a thread that dies rejects what waits and whatever is asked after', async () => {
  const thread = new StoreThread(threadFile('./segment-thread', source), undefined);
  const waiting = thread.ask('bytes', []);
  await thread.end();
  await expect(waiting).rejects.toThrow(/ended|no segment/);
  expect(thread.isDead).toBe(true);
  await expect(thread.ask('bytes', [])).rejects.toThrow('the thread of a store ended');
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
