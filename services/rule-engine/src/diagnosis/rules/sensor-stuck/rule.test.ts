import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, ofRule, stands, told, type Story } from '../../test-language/timeline.ts';

const H = 3_600;
const of = (story: Story, until: number) => found('sensor-stuck', story, until);

test.each([
  ['1 for four hours behind a closed door', stands(true).alive(0, 4 * H, 150), 4 * H, ['X21 raised alarm @14360']],
  [
    'falls to 0',
    stands(true)
      .alive(0, 4 * H, 150)
      .state(4 * H + 5, { passengerPresent: false }),
    4 * H + 9,
    ['X21 raised alarm @14360', 'X21 cleared released @14405'],
  ],
  [
    'a door cycle starts the time anew',
    stands(true)
      .alive(0, 4 * H, 150)
      .state(2 * H, { carDoorStatus: 'opened' })
      .state(2 * H + 5, { carDoorStatus: 'closed' }),
    4 * H,
    [],
  ],
])('%s', (_what, story, until, lines) => expect(of(story, until)).toEqual(lines));

test('shown, never sent', () => {
  expect(ofRule(told(stands(true).alive(0, 4 * H, 150), 4 * H), 'sensor-stuck')[0]?.priority).toBe('P4');
});

test('fires exactly when it is 1 for longer than its time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 3 * H, max: 5 * H }), (s) => {
      const story = stands(true)
        .alive(0, s - 60, 150)
        .state(-50 + s + 0.5, { passengerPresent: false });
      expect(of(story, 5 * H).length > 0).toBe(-50 + s >= 4 * H - 40);
    }),
    { numRuns: 8 },
  );
});
