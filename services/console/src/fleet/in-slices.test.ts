import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inSlices, mapped, sortedByKey } from './in-slices.ts';

const never = (): undefined => undefined;

test('sorted in slices is sorted, and stable', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.string({ maxLength: 2 }), fc.nat()), { maxLength: 5_000 }), async (items) => {
      const expected = [...items].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      expect(await sortedByKey(items, never)).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});

test('others have their turn while it goes on', async () => {
  let nowMs = 0;
  // Each look at the clock finds a millisecond gone: every third begins a new slice.
  const breathe = inSlices(() => (nowMs += 1));
  const items = Array.from({ length: 50_000 }, (_, n): [string, number] => [String((n * 7_919) % 50_000), n]);
  let turns = 0;
  const others = setInterval(() => (turns += 1), 0);
  const sorted = await sortedByKey(items, breathe);
  const doubled = await mapped(sorted, ([key]) => key + key, breathe);
  clearInterval(others);
  expect(turns).toBeGreaterThan(2);
  expect(doubled).toHaveLength(50_000);
});
