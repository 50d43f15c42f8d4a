import { expect, test } from 'vitest';
import { rangeWith } from './plot-options.ts';

const limit = (value: number) => [{ value, label: '' }];

test('a limit near the values is in the picture', () => {
  const [low, high] = rangeWith([1, 2, 3], limit(5));
  expect(low).toBeLessThan(1);
  expect(high).toBeGreaterThan(5);
});

test('a limit far away does not press the curve flat', () =>
  expect(rangeWith([1, 2, 3], limit(500))[1]).toBeLessThan(4));

test('a constant value has a range around it, and no value has one too', () => {
  const [low, high] = rangeWith([7, 7], []);
  expect(low).toBeLessThan(7);
  expect(high).toBeGreaterThan(7);
  expect(rangeWith([], limit(3))).toEqual([0, 1]);
});
