import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Floors } from './counted.ts';
import { NumberLists } from './number-lists.ts';

const name = fc.oneof(
  fc.nat(120).map(String),
  fc.constantFrom('B1', '-1', '01', '1.0', '', 'G', '屋顶', 'up L0', '4294967294', '4294967295', '9999999999', '1e3'),
  fc.string({ maxLength: 4 }).filter((text) => text !== '__proto__'),
);

test('rows stand in the order of the names of an object, and are found by them', () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 40 }), fc.array(name, { maxLength: 10 }), (all, others) => {
      const of = { lists: new NumberLists(3), names: [...others.filter((one, i) => others.indexOf(one) === i)] };
      of.lists.push(0, [7, 7]);
      of.lists.push(2, [9]);
      const rows = new Floors(of, { list: 1, width: 2 });
      const object: Record<string, number> = {};
      all.forEach((one, i) => {
        rows.newFloor(one, i + 0.5);
        object[one] = i + 0.5;
      });
      const read = Array.from({ length: rows.count }, (_, i) => [rows.nameOf(i), rows.eventsAt(i)]);
      expect(read).toEqual(Object.entries(object));
      for (const one of all) expect(rows.numbers[rows.find(one) + 1]).toBe(object[one]);
      for (const one of others) expect(rows.find(one) < 0).toBe(object[one] === undefined);
      expect([of.lists.valuesOf(0), of.lists.valuesOf(2)]).toEqual([[7, 7], [9]]);
      expect(new Set(of.names).size).toBe(of.names.length);
    }),
  );
});
