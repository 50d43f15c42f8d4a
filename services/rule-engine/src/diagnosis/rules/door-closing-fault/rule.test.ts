import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, ofRule, stands, told } from '../../test-language/timeline.ts';

const of = (story: Parameters<typeof found>[1], until = 200) => found('door-closing-fault', story, until);
const opened = () => stands().state(-30, { carDoorStatus: 'opened' });

test.each([
  [
    'from the code, transient until it lasts',
    stands().code(10, '02').alive(20, 190),
    ['02 raised alarm @10', '02 updated alarm @130'],
  ],
  [
    'two tries without closing',
    opened().state(0, { carDoorStatus: 'closing' }).state(40, { carDoorStatus: 'closed' }),
    ['02 raised alarm @30', '02 cleared released @40'],
  ],
  [
    'the operator reports a fault while closing',
    opened().state(0, { carDoorStatus: 'closing' }).state(4, { carDoorStatus: 'door-fault' }),
    ['02 raised alarm @4', '02 updated alarm @120'],
  ],
  ['closes in time', opened().state(0, { carDoorStatus: 'closing' }).state(4, { carDoorStatus: 'closed' }), []],
  [
    'reopens for somebody',
    opened().state(0, { carDoorStatus: 'closing' }).state(3, { carDoorStatus: 'opened' }).alive(50, 190),
    [],
  ],
])('%s', (_what, story, lines) => expect(of(story)).toEqual(lines));

test('transient P3, persistent P2', () => {
  const findings = ofRule(told(stands().code(10, '02').alive(20, 190), 200), 'door-closing-fault');
  expect(findings.map((f) => f.priority)).toEqual(['P3', 'P2']);
});

test('fires exactly when the closing lasts for two tries', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), (s) => {
      const story = opened()
        .state(0, { carDoorStatus: 'closing' })
        .state(s + 0.5, { carDoorStatus: 'closed' });
      expect(of(story, 110).length > 0).toBe(s >= 30);
    }),
    { numRuns: 40 },
  );
});
