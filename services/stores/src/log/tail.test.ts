import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogTail } from './tail.ts';

const PARTITIONS = 2;
const KEPT_BYTES = 2_000;

const tailOf = (heads: readonly number[] = [0, 0], isRead = () => true) =>
  new LogTail<{ readonly position: number }>(heads, { keptBytes: KEPT_BYTES, isRead });
const add = (tail: ReturnType<typeof tailOf>, partition: number, position: number, bytes = 100) =>
  tail.add(partition, position, { entry: { position }, bytes });
const positions = (tail: ReturnType<typeof tailOf>, partition: number, after: number, limit = 100) =>
  tail.after(partition, after, limit)?.map(({ position }) => position);

describe('what it answers', () => {
  test('nothing at the head, and nothing at a head that it was told', () => {
    const tail = tailOf([0, 41]);
    expect([positions(tail, 0, 0), positions(tail, 1, 41)]).toEqual([[], []]);
    expect([tail.head(0), tail.head(1)]).toEqual([0, 41]);
  });

  test('"read the file" to a reader before what it holds', () => {
    const tail = tailOf([0, 41]);
    add(tail, 1, 42);
    expect(positions(tail, 1, 40)).toBeUndefined();
    expect(positions(tail, 1, 41)).toEqual([42]);
  });

  test('the same again to a reader that asks again, at most so many, and not what that reader has behind it', () => {
    const tail = tailOf();
    for (let position = 1; position <= 5; position++) add(tail, 0, position);
    expect(positions(tail, 0, 0, 2)).toEqual([1, 2]);
    expect(positions(tail, 0, 0)).toEqual([1, 2, 3, 4, 5]);
    expect(positions(tail, 0, 3)).toEqual([4, 5]);
    expect(positions(tail, 0, 2)).toBeUndefined();
    expect(tail.bytes).toBe(200);
  });

  test('no entry over a gap: what lies in between is in the file', () => {
    const tail = tailOf();
    add(tail, 0, 1);
    add(tail, 0, 3);
    expect(positions(tail, 0, 0)).toBeUndefined();
    expect(positions(tail, 0, 1)).toBeUndefined();
    expect(positions(tail, 0, 2)).toEqual([3]);
  });

  test('"read the file" while nobody knows the heads', () => {
    const tail = tailOf();
    add(tail, 0, 1);
    tail.loseHeads();
    expect([positions(tail, 0, 1), tail.head(0)]).toEqual([undefined, undefined]);
    add(tail, 0, 3);
    expect([positions(tail, 0, 1), positions(tail, 0, 2), tail.head(0)]).toEqual([undefined, [3], 3]);
  });
});

describe('what it keeps', () => {
  test('never more than its bytes, whatever the size of an entry', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(PARTITIONS - 1), fc.integer({ min: 16, max: 1_500 }))), (entries) => {
        const tail = tailOf();
        const heads = [0, 0];
        for (const [partition, bytes] of entries) {
          heads[partition] = (heads[partition] as number) + 1;
          add(tail, partition, heads[partition], bytes);
          expect(tail.bytes).toBeLessThanOrEqual(KEPT_BYTES);
        }
      }),
    );
  });

  test('at least the newest half of a partition’s share', () => {
    for (let count = 1; count <= 40; count++) {
      const tail = tailOf();
      for (let position = 1; position <= count; position++) add(tail, 0, position);
      const newest = Math.min(count, 5);
      expect(positions(tail, 0, count - newest)).toHaveLength(newest);
    }
  });

  test('nothing where nobody reads in this process', () => {
    let readers = 1;
    const tail = tailOf([0, 0], () => readers > 0);
    add(tail, 0, 1);
    readers = 0;
    add(tail, 0, 2);
    expect([tail.bytes, tail.head(0)]).toEqual([0, 2]);
    readers = 1;
    add(tail, 0, 3);
    expect([positions(tail, 0, 1), positions(tail, 0, 2)]).toEqual([undefined, [3]]);
  });
});
