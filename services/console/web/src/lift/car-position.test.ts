import { describe, expect, test } from 'vitest';
import { carHeight, doorPicture, isCertain } from './car-position.ts';
import type { LiftState, Signal } from './lift-state.ts';

const known = (value: Signal['value']): Signal => ({ value, standing: 'known', sinceMs: 1, receivedAtMs: 1 });
const state = (signals: Record<string, Signal>, link: LiftState['link'] = 'up'): LiftState => ({
  liftId: 'a',
  registered: true,
  name: null,
  condition: 'normal',
  heardAtMs: 1,
  link,
  terminals: [],
  signals,
  findings: [],
  logMs: 1,
});
const shaft = { floors: ['B1', '1', '2'], travelM: 10 };

describe('where the car is drawn', () => {
  test.each([
    ['by its position', { positionM: known(5), floor: known('B1') }, 0.5],
    ['by its floor where no position is fitted', { floor: known('2') }, 1],
    ['a little beyond the highest landing when it overran', { positionM: known(30) }, 1.04],
    ['nowhere when the position is no longer known and no floor was told', { positionM: known(null) }, undefined],
    ['nowhere on a floor that is not registered', { floor: known('99') }, undefined],
    ['nowhere when nothing was told', {}, undefined],
  ])('%s', (_, signals, expected) => expect(carHeight(state(signals), shaft)).toBe(expected));

  test('a registered shaft without height is drawn by floors', () =>
    expect(carHeight(state({ positionM: known(5), floor: known('1') }), { ...shaft, travelM: undefined })).toBe(0.5));
});

test('a door that was never told of is unknown, not closed', () => {
  expect(doorPicture(state({}))).toBe('unknown');
  expect(doorPicture(state({ carDoorStatus: known('safety-locked') }))).toBe('closed');
});

test('a silent terminal, or a stale signal, leaves nothing certain', () => {
  expect(isCertain(state({}, 'lost'))).toBe(false);
  expect(isCertain(state({ floor: { ...known('1'), standing: 'stale' } }))).toBe(false);
  expect(isCertain(state({ floor: known('1') }))).toBe(true);
});
