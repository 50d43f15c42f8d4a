import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, runs, stands, type Story } from '../../test-language/timeline.ts';

const of = (story: Story, until = 100) => found('position-lost', story, until);
const facts = { type: 'lift-facts' as const, floors: ['B1', '1', '2', '3', '4'] };

test.each([
  ['from the code', stands().code(10, '07'), ['07 raised alarm @10']],
  [
    'the floor turns unknown, and comes back',
    stands().state(0, { floor: null }).state(50, { floor: '1' }),
    ['07 raised alarm @10', '07 cleared released @50'],
  ],
  [
    'nothing is known of the car any more: the terminal has lost the lift',
    stands().state(0, { floor: null, carStatus: null, doorZone: null, carDoorStatus: null, passengerPresent: null }),
    [],
  ],
  ['one jump of a standing car is none', stands().state(0, { floor: '4' }).alive(10, 90), []],
  ['two jumps of a standing car', stands().state(0, { floor: '4' }).state(20, { floor: '2' }), ['07 raised alarm @20']],
  [
    'a display that follows late',
    runs().state(0, { carStatus: 'stopped', doorZone: true }).state(2, { floor: '2' }).state(4, { floor: '3' }),
    [],
  ],
  [
    'floors against the direction',
    runs()
      .context(-29, facts)
      .state(-28, { direction: 'up' })
      .state(0, { floor: 'B1' })
      .state(5, { floor: '2' })
      .state(9, { floor: '1' }),
    ['07 raised alarm @9'],
  ],
  [
    'floors with the direction',
    runs()
      .context(-29, facts)
      .state(-28, { direction: 'up' })
      .state(0, { floor: '2' })
      .state(5, { floor: '3' })
      .state(9, { floor: '4' }),
    [],
  ],
  ['a terminal that never gave a floor', stands().state(-30, {}).alive(0, 90), []],
])('%s', (_what, story, lines) => expect(of(story)).toEqual(lines));

test('fires exactly when the floor stays unknown for longer than its time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), (s) => {
      const story = stands()
        .state(0, { floor: null })
        .state(s + 0.5, { floor: '1' });
      expect(of(story, 60).length > 0).toBe(s >= 10);
    }),
    { numRuns: 40 },
  );
});
