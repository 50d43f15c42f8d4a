import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FleetLift } from './fleet-lift.ts';
import { groupFleet } from './group.ts';
import { searchEntryOf, searchFleet, type FleetQuery } from './search.ts';

const lift = (liftId: string, more: Partial<FleetLift> = {}): FleetLift => ({
  liftId,
  registered: true,
  name: null,
  registrationCode: null,
  rescueCode: null,
  address: null,
  siteId: null,
  siteName: null,
  districtId: null,
  districtName: null,
  firmId: null,
  firmName: null,
  condition: 'normal',
  heardAtMs: null,
  openFindings: null,
  ...more,
});

const fleet = [
  lift('a-1', { name: '滨江大厦 1#', registrationCode: '31101201029876543210', siteId: 's1', districtId: 'd1' }),
  lift('a-2', { name: '滨江大厦 2#', rescueCode: '012345', siteId: 's1', districtId: 'd1', condition: 'fault' }),
  lift('b-1', {
    address: '南京路 ８８ 号',
    siteId: 's2',
    districtId: 'd1',
    firmName: 'Blue Lifts',
    condition: 'unknown',
  }),
];
const find = (query: Partial<FleetQuery>) =>
  searchFleet(fleet.map(searchEntryOf), { q: '', offset: 0, limit: 10, ...query });
const ids = (query: Partial<FleetQuery>) => find(query).lifts.map((one) => one.liftId);

describe('search of the fleet', () => {
  test.each([
    ['the registration code, or its end', '543210', ['a-1']],
    ['the rescue code', '012345', ['a-2']],
    ['a part of the address, full-width digits or not', '南京路 88', ['b-1']],
    ['the firm in any case', 'blue lifts', ['b-1']],
    ['several words, all of which must occur', '滨江 2#', ['a-2']],
    ['nothing', '   ', ['a-2', 'b-1', 'a-1']],
    ['something that is nowhere', 'nowhere', []],
  ])('by %s', (_, q, expected) => expect(ids({ q })).toEqual(expected));

  test('faults come first, and lifts of which nothing is known before normal ones', () =>
    expect(find({}).lifts.map((one) => one.condition)).toEqual(['fault', 'unknown', 'normal']));

  test('the census counts what words and places select, not what the condition leaves', () => {
    const page = find({ siteId: 's1', condition: 'fault' });
    expect(page.total).toBe(1);
    expect(page.census).toEqual({ normal: 1, fault: 1, unknown: 0 });
  });

  test('pages side by side are the whole, without a lift twice', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), (limit) => {
        const all: string[] = [];
        for (let offset = 0; offset < fleet.length; offset += limit) all.push(...ids({ offset, limit }));
        expect(all).toEqual(ids({}));
      }),
    );
  });
});

test('groups count each lift once, faults first, and unregistered places are a group of their own', () => {
  const groups = groupFleet([...fleet, lift('stray', { registered: false, condition: 'unknown' })], 'site');
  expect(groups.map(({ id, lifts }) => [id, lifts])).toEqual([
    ['s1', 2],
    ['s2', 1],
    [null, 1],
  ]);
});
