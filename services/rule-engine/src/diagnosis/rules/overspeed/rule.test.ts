import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, runs, type Story } from '../../test-language/timeline.ts';

const of = (story: Story, until = 40) => found('overspeed', story, until);
const rated = () => runs().context(-29, { type: 'lift-facts', ratedSpeedMps: 2 });

test.each([
  [
    'over, and clearly below again',
    rated().state(0, { speedMps: 2.4 }).state(4, { speedMps: 1 }),
    ['X05 raised alarm @0', 'X05 cleared released @14'],
  ],
  [
    'deadband: just below is not yet the end',
    rated().state(0, { speedMps: 2.4 }).state(4, { speedMps: 2.25 }),
    ['X05 raised alarm @0'],
  ],
  ['downwards as well', rated().state(0, { speedMps: -2.4 }), ['X05 raised alarm @0']],
  ['without a rated speed', runs().state(0, { speedMps: 9 }), []],
])('%s', (_what, story, lines) => expect(of(story)).toEqual(lines));

test('fires exactly at 115 % of rated speed or above', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 5, noNaN: true }), fc.boolean(), (speed, down) => {
      expect(of(rated().state(0, { speedMps: down ? -speed : speed }), 3).length > 0).toBe(speed >= (2 * 115) / 100);
    }),
  );
});
