import { StoreError, type ReadingLogReader } from '@liftwatch/stores';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DirtyLifts } from './dirty-lifts.ts';
import { firstReadable } from './first-readable.ts';
import { TickMarks } from './tick-marks.ts';

test('the oldest unsaved change decides where a restart reads from', () => {
  const dirty = new DirtyLifts();
  dirty.mark('a', 10, 100);
  dirty.mark('b', 11, 110);
  dirty.mark('a', 12, 120);
  expect(dirty.oldestPosition()).toBe(10);
  expect(dirty.take({ changedBeforeMs: 100, atMost: 9 })).toEqual(['a']);
  expect(dirty.oldestPosition()).toBe(11);
  dirty.mark('a', 13, 130);
  expect(dirty.take({ changedBeforeMs: 999, atMost: 1 })).toEqual(['b']);
  expect(dirty.oldestPosition()).toBe(13);
});

test('a restart knows the last tick before the place it reads from, not a later one', () => {
  const marks = new TickMarks();
  for (const position of [3, 6, 9]) marks.add({ position, logMs: position, lastTickMs: position });
  expect(marks.at(2).lastTickMs).toBe(0);
  expect(marks.at(7).lastTickMs).toBe(6);
  expect(marks.at(7).lastTickMs).toBe(6);
  expect(marks.at(100).lastTickMs).toBe(9);
});

test('the first readable position is found wherever retention has cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 0, max: 5_000 }), async (cut, more) => {
      const reader = {
        head: () => Promise.resolve(cut + more),
        read: (_partition: number, after: number) =>
          after < cut
            ? Promise.reject(new StoreError('LIFT_STORE_LOG_GONE', 'gone', { recoverable: false }))
            : Promise.resolve([]),
      } as unknown as ReadingLogReader;
      expect(await firstReadable(reader, 0, 0)).toBe(cut);
    }),
  );
});
