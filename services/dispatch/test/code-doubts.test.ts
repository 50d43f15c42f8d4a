import { expect, test } from 'vitest';
import { codeDoubts, doubtsOfFile } from '../src/registry/code-doubts.ts';

const NOW = Date.UTC(2026, 10, 27);
const of = (codes: object) => codeDoubts({ liftId: 'L1', ...codes } as never, NOW);

test('a registration code of kind, region, year and month, and number is taken without a word', () => {
  expect(of({ registrationCode: '31101201022016050123' })).toEqual([]);
  expect(of({ registrationCode: '33103101012026119999', rescueCode: '000000' })).toEqual([]);
  expect(of({})).toEqual([]);
});

test.each([
  ['21101201022016050123', "registrationCode: places 1-4, 2110: a lift's kind begins with 3 (recalled)"],
  ['31109901022016050123', 'registrationCode: places 5-10, 990102: no province has the code 99 (recalled)'],
  ['31101201022016130123', 'registrationCode: places 15-16, 13: the month of its registration, 01 to 12 (seen)'],
  ['31101201022027050123', 'registrationCode: places 11-14, 2027: the year of its registration, until 2026 (derived)'],
  ['31101201022016050000', 'registrationCode: places 17-20: numbers begin with 0001 (seen)'],
])('%s is taken, and what is odd about it is told with its mark', (registrationCode, said) => {
  expect(of({ registrationCode })).toEqual([said]);
});

test('a device code of 18 places has the year of its making in it; one of 17 cannot be taken apart', () => {
  expect(of({ deviceCode: '311010890201500098' })).toEqual([]);
  expect(of({ deviceCode: '311010890301500098' })).toEqual([
    'deviceCode: places 10-13, 3015: the year in which it was made, until 2026 (derived)',
  ]);
  expect(of({ deviceCode: '31101089130150009' })).toEqual([]);
});

test('of a file the first hundred are told by where they stand, and how many more', () => {
  const rows = Array.from({ length: 120 }, (_, n) => ({
    kind: 'lift',
    where: `line ${n + 2}`,
    row: { liftId: `L${n}`, registrationCode: '31101201022016050000' },
  }));
  const told = doubtsOfFile(rows, NOW);
  expect(told).toHaveLength(101);
  expect([told[0], told.at(-1)]).toEqual([
    'line 2: registrationCode: places 17-20: numbers begin with 0001 (seen)',
    'and 20 more',
  ]);
});
