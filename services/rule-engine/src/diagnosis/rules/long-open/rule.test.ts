import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, stands, type Story } from '../../test-language/timeline.ts';

const of = (story: Story, until = 400) => found('long-open', story, until);
const opens = (person = false) => stands(person).state(0, { carDoorStatus: 'opened' });

test.each([
  [
    'somebody keeps it open',
    opens(true).alive(10, 250).state(300, { carDoorStatus: 'closed' }),
    ['X10 raised alarm @180', 'X10 cleared released @300'],
  ],
  [
    'it tries to close and turns',
    opens().state(30, { carDoorStatus: 'closing' }).state(32, { carDoorStatus: 'opened' }).alive(50, 300),
    ['X10 raised alarm @180'],
  ],
  ['overloaded', opens().state(30, { overload: true }).alive(50, 300), ['X10 raised alarm @180']],
  ['parks with its door open', opens().alive(10, 390), []],
  ['fire recall', opens(true).state(5, { serviceMode: 'fire-return' }).alive(10, 390), []],
  ['taken out of service', opens(true).state(5, { serviceMode: 'out-of-service' }).alive(10, 390), []],
  ['a mechanic at work', opens(true).state(5, { serviceMode: 'inspection' }).alive(10, 390), []],
])('%s', (_what, story, lines) => expect(of(story)).toEqual(lines));

test('stands open and idle for an hour', () => {
  expect(of(opens().alive(10, 3_700), 3_700)).toEqual(['X10 raised alarm @3600']);
});

test('with somebody in it, fires exactly when it is open for longer than its time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 350 }), (s) => {
      const story = opens(true)
        .alive(9, s)
        .state(s + 0.5, { carDoorStatus: 'closed' });
      expect(of(story, 380).length > 0).toBe(s >= 180);
    }),
    { numRuns: 30 },
  );
});
