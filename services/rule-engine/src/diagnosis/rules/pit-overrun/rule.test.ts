import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, ofRule, runs, told, type Story } from '../../test-language/timeline.ts';

const of = (story: Story, until = 60) => found('pit-overrun', story, until);

test.each([
  [
    'acts, and is free again',
    runs().state(0, { bottomLimit: true }).state(5, { bottomLimit: false }),
    ['X04 raised alarm @0.5', 'X04 cleared released @15'],
  ],
  [
    'acts again within the off-delay: one finding',
    runs().state(0, { bottomLimit: true }).state(5, { bottomLimit: false }).state(9, { bottomLimit: true }),
    ['X04 raised alarm @0.5'],
  ],
  ['a mechanic at work', runs().state(-5, { serviceMode: 'inspection' }).state(0, { bottomLimit: true }), []],
])('%s', (_what, story, lines) => expect(of(story)).toEqual(lines));

test('danger to life whoever is in the car', () => {
  expect(ofRule(told(runs().state(0, { bottomLimit: true }), 2), 'pit-overrun')[0]?.priority).toBe('P0');
});

test('fires exactly when the switch acts for longer than its time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000 }), (ms) => {
      const story = runs()
        .state(0, { bottomLimit: true })
        .state(ms / 1_000, { bottomLimit: false });
      expect(of(story, 5).length > 0).toBe(ms > 500);
    }),
  );
});
