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

const tests = (...results: readonly [at: number, result: 'ok' | 'fault'][]): Story => {
  const story = stands();
  for (const [at, result] of results) story.terminal(at, { sensors: { doorZone: result } });
  return story.alive(10, 30 * H, 170);
};
test.each([
  [
    'a self-test that fails three times a day',
    tests([10, 'fault'], [3_600, 'fault'], [7_200, 'fault']),
    3 * H,
    ['X21 raised alarm @7200'],
  ],
  ['twice, and well again', tests([10, 'fault'], [3_600, 'fault'], [3_700, 'ok']), 29 * H, []],
  ['three times in three days', tests([10, 'fault'], [20, 'ok'], [26 * H, 'fault']), 29 * H, []],
  ['once, and it stays so for a day', tests([10, 'fault']), 29 * H, ['X21 raised alarm @86410']],
  [
    'a day without: over',
    tests([10, 'fault'], [20, 'fault'], [30, 'fault'], [25 * H, 'ok']),
    29 * H,
    ['X21 raised alarm @30', 'X21 cleared released @90000'],
  ],
] as const)('self-test: %s', (_what, story, until, lines) => expect(of(story, until)).toEqual(lines));

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
