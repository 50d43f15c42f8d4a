import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NumberLists } from './number-lists.ts';

const COUNT = 5;
const list = fc.nat(COUNT - 1);
const doing = fc.oneof(
  fc.record({ type: fc.constant('push' as const), list, values: fc.array(fc.double(), { maxLength: 40 }) }),
  fc.record({
    type: fc.constant('insert' as const),
    list,
    values: fc.array(fc.double(), { maxLength: 5 }),
    at: fc.nat(100),
  }),
  fc.record({ type: fc.constant('clear' as const), list }),
);

test('lists in one array hold what lists of their own would', () => {
  fc.assert(
    fc.property(fc.array(doing, { maxLength: 60 }), (all) => {
      const lists = new NumberLists(COUNT);
      const own: number[][] = Array.from({ length: COUNT }, () => []);
      for (const one of all) {
        const here = own[one.list] as number[];
        if (one.type === 'push') {
          lists.push(one.list, one.values);
          here.push(...one.values);
        } else if (one.type === 'insert') {
          const at = one.at % (here.length + 1);
          lists.insert(one.list, lists.startOf(one.list) + at, one.values);
          here.splice(at, 0, ...one.values);
        } else {
          lists.clear(one.list);
          here.length = 0;
        }
        expect(own.map((_, i) => lists.valuesOf(i))).toEqual(own);
        expect(own.map((_, i) => lists.lengthOf(i))).toEqual(own.map(({ length }) => length));
      }
    }),
  );
});

test('room is given back', () => {
  const lists = new NumberLists(2);
  lists.push(0, [1, 2, 3]);
  const before = lists.numbers.length;
  for (let i = 0; i < 500; i++) lists.push(1, [i]);
  expect(lists.numbers.length).toBeLessThan(530);
  lists.clear(1);
  expect(lists.numbers.length).toBeLessThanOrEqual(before + 16);
  expect(lists.valuesOf(0)).toEqual([1, 2, 3]);
});
