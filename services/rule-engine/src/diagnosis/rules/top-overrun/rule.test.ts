import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, ofRule, runs, told, type Story } from '../../test-language/timeline.ts';

const of = (story: Story, until = 60) => found('top-overrun', story, until);

test.each([
  [
    'acts, and is free again',
    runs().state(0, { topLimit: true }).state(5, { topLimit: false }),
    ['X03 raised alarm @0.5', 'X03 cleared released @15'],
  ],
  [
    'acts again within the off-delay: one finding',
    runs().state(0, { topLimit: true }).state(5, { topLimit: false }).state(9, { topLimit: true }),
    ['X03 raised alarm @0.5'],
  ],
  [
    'still acts when the mechanic leaves',
    runs()
      .state(-5, { serviceMode: 'inspection' })
      .state(0, { topLimit: true })
      .state(20, { serviceMode: 'normal' })
      .alive(25, 50),
    ['X03 raised alarm @20.5'],
  ],
  [
    'is told to be free just after the mechanic has left',
    runs()
      .state(-5, { serviceMode: 'inspection' })
      .state(0, { topLimit: true })
      .state(20, { serviceMode: 'normal' })
      .state(20.3, { topLimit: false }),
    [],
  ],
  ['a mechanic at work', runs().state(-5, { serviceMode: 'inspection' }).state(0, { topLimit: true }), []],
])('%s', (_what, story, lines) => expect(of(story)).toEqual(lines));

test('danger to life whoever is in the car', () => {
  expect(ofRule(told(runs().state(0, { topLimit: true }), 2), 'top-overrun')[0]?.priority).toBe('P0');
});

test('fires exactly when the switch acts for longer than its time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000 }), (ms) => {
      const story = runs()
        .state(0, { topLimit: true })
        .state(ms / 1_000, { topLimit: false });
      expect(of(story, 5).length > 0).toBe(ms > 500);
    }),
  );
});
