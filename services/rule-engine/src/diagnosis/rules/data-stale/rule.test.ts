import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, ofRule, stands, told, type Story } from '../../test-language/timeline.ts';

const of = (story: Story, until: number) => found('data-stale', story, until);
const heard = (story: Story, until: number): Story => {
  for (let at = 0; at < until; at += 50) story.terminal(at, { batteryPercent: 90 });
  return story;
};

test.each([
  ['heard, but no state for 15 min', heard(stands(), 1_000), 1_000, ['X20 raised alarm @860']],
  [
    'a state comes',
    heard(stands(), 1_000).state(950, {}),
    1_000,
    ['X20 raised alarm @860', 'X20 cleared released @950'],
  ],
  ['silent altogether: offline, not stale', stands(), 1_000, []],
])('%s', (_what, story, until, lines) => expect(of(story, until)).toEqual(lines));

test('shown, never sent', () => {
  expect(ofRule(told(heard(stands(), 1_000), 1_000), 'data-stale')[0]?.priority).toBe('P4');
});

test('fires exactly when states stay away for longer than its time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 1_200 }), (s) => {
      expect(of(heard(stands(), 1_300).state(-40 + s + 0.5, {}), 1_170).includes('X20 raised alarm @860')).toBe(
        s >= 900,
      );
    }),
    { numRuns: 20 },
  );
});
