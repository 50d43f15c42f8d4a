import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEventBuffer } from './event-buffer.ts';

test('a reader that was cut off anywhere misses nothing, gets nothing twice, or is told to begin anew', () => {
  fc.assert(
    fc.property(fc.nat(30), fc.nat(30), fc.integer({ min: 1, max: 10 }), (before, missed, kept) => {
      const buffer = createEventBuffer('run', kept);
      for (let i = 0; i < before; i += 1) buffer.add('x', i);
      const id = buffer.newestId();
      for (let i = 0; i < missed; i += 1) buffer.add('x', before + i);
      const replay = buffer.since(id);
      if (missed > kept) expect(replay).toBeUndefined();
      else expect(replay?.map((event) => event.data)).toEqual(Array.from({ length: missed }, (_, i) => before + i));
    }),
  );
});

test.each([undefined, '', 'another-1', 'run-', 'run-x', 'run-99', 'run--1'])(
  'an id of no event here, %s, begins anew',
  (id) => {
    const buffer = createEventBuffer('run', 5);
    buffer.add('x', 1);
    expect(buffer.since(id)).toBeUndefined();
  },
);
