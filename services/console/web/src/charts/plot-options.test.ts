import { expect, test } from 'vitest';
import { isDrawn, rangeWith, timeRange } from './plot-options.ts';

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

test('a limit of another sign, or of a few times the size of a constant value, is in the picture', () => {
  expect(isDrawn({ value: 10, label: '' }, [-2.3], [...limit(10), ...limit(-10)])).toBe(true);
  expect(isDrawn({ value: 15_000, label: '' }, [2_900, 2_900], limit(15_000))).toBe(true);
  expect(isDrawn({ value: 500, label: '' }, [1, 2, 3], limit(500))).toBe(false);
});

test('one reading alone stands at its own time, not in 1970', () => {
  const atS = 1_795_000_000;
  expect(timeRange(atS, atS)).toEqual([atS - 300, atS + 300]);
  expect(timeRange(atS, atS + 3_600)).toEqual([atS, atS + 3_600]);
});
