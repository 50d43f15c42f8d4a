import { expect, test } from 'vitest';
import type { JudgedLift } from './engine-pages.ts';
import { mergeFleet, withStates } from './merge.ts';

const registry = {
  fingerprint: 'x',
  lifts: new Map([
    ['a', { liftId: 'a', name: 'tower 2#' }],
    ['b', { liftId: 'b', name: 'tower 10#' }],
  ]),
  sites: new Map(),
  districts: new Map(),
  firms: new Map(),
};
const judged = (liftId: string, more: Partial<JudgedLift> = {}): [string, JudgedLift] => [
  liftId,
  {
    liftId,
    registered: true,
    name: null,
    condition: 'normal',
    heardAtMs: 1,
    districtId: null,
    firmId: null,
    openFindings: 0,
    ...more,
  },
];
const never = (): undefined => undefined;
const merged = (...states: [string, JudgedLift][]) => mergeFleet(registry, new Map(states), never);

test('2# comes before 10#, and a registered lift that never spoke is unknown', async () =>
  expect((await merged(judged('b'))).map(({ lift }) => [lift.liftId, lift.condition])).toEqual([
    ['a', 'unknown'],
    ['b', 'normal'],
  ]));

test('new states on the same lifts are what a whole merge gives', async () => {
  const later = [judged('a', { condition: 'fault', openFindings: 1 }), judged('b', { heardAtMs: 9 })];
  const before = await merged(judged('a'), judged('b'));
  expect(await withStates(before, new Map(later), never)).toEqual(await merged(...later));
});

test('a lift that was not there, or a new name of an unregistered one, asks for a whole merge', async () => {
  const before = await merged(judged('a'), judged('stray', { registered: false }));
  expect(await withStates(before, new Map([judged('a'), judged('new')]), never)).toBeUndefined();
  const named = new Map([judged('stray', { registered: false, name: 'found' })]);
  expect(await withStates(before, named, never)).toBeUndefined();
});
