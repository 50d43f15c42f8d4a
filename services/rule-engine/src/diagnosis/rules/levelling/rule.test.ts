import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, ofRule, stands, told, type Story } from '../../test-language/timeline.ts';

const of = (story: Story, until = 200) => found('levelling', story, until);
const trips = (values: readonly number[]): Story => {
  const story = stands();
  values.forEach((value, i) => story.trip(i * 10, { levellingErrorMm: value }));
  return story;
};
const [good, bad] = [10 * 0.5, 10 * 1.5];

test.each([
  ['the median of five trips', trips([bad, good, bad, good, bad]), ['X13 raised alarm @40']],
  ['one bad trip', trips([good, good, bad, good, good]), []],
  ['four trips say nothing yet', trips([bad, bad, bad, bad]), []],
  [
    'good again',
    trips([bad, bad, bad, bad, bad, good, good, good]),
    ['X13 raised alarm @40', 'X13 cleared released @70'],
  ],
  [
    'deadband: just below is not yet the end',
    trips([bad, bad, bad, bad, bad, ...Array<number>(5).fill(10 * 0.95)]),
    ['X13 raised alarm @40'],
  ],
  ['trips that do not say', stands().trip(0, {}).trip(1, {}).trip(2, {}).trip(3, {}).trip(4, {}), []],
])('%s', (_what, story, lines) => expect(of(story)).toEqual(lines));

test("priority is the catalogue's", () => {
  expect(ofRule(told(trips([bad, bad, bad, bad, bad]), 50), 'levelling')[0]?.priority).toBe('P3');
});

test('fires exactly when the median of five is above the limit', () => {
  const value = fc.double({ min: 0, max: 30, noNaN: true });
  fc.assert(
    fc.property(fc.tuple(value, value, value, value, value), (values) => {
      const median = [...values].sort((a, b) => a - b)[2] as number;
      expect(of(trips(values), 50).length > 0).toBe(median / 10 > 1);
    }),
  );
});
