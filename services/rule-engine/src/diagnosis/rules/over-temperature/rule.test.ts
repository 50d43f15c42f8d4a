import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, ofRule, stands, told, type Story } from '../../test-language/timeline.ts';

const of = (story: Story, until = 700) => found('over-temperature', story, until);

test.each([
  ['motor', stands().state(0, { motorTemperatureC: 140 }).alive(10, 690), ['X16 raised alarm @300']],
  [
    'controller, and cool again',
    stands().state(0, { controllerTemperatureC: 50 }).alive(10, 390).state(400, { controllerTemperatureC: 30 }),
    ['X16 raised alarm @300', 'X16 cleared released @400'],
  ],
  [
    'deadband: just below is not yet the end',
    stands().state(0, { machineRoomTemperatureC: 45 }).alive(10, 390).state(400, { machineRoomTemperatureC: 39 }),
    ['X16 raised alarm @300'],
  ],
  ['hot for a moment', stands().state(0, { motorTemperatureC: 140 }).state(200, { motorTemperatureC: 90 }), []],
  [
    'each place is a finding of its own',
    stands().state(0, { motorTemperatureC: 140, controllerTemperatureC: 60 }).alive(10, 390),
    ['X16 raised alarm @300', 'X16 raised alarm @300'],
  ],
])('%s', (_what, story, lines) => expect(of(story)).toEqual(lines));

test('places have names of their own', () => {
  const findings = ofRule(
    told(stands().state(0, { motorTemperatureC: 140, controllerTemperatureC: 60 }).alive(10, 390), 400),
    'over-temperature',
  );
  expect(new Set(findings.map((f) => f.findingId)).size).toBe(2);
});

test('fires exactly above the limit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 90 }), (c) => {
      expect(of(stands().state(0, { controllerTemperatureC: c }).alive(10, 350), 360).length > 0).toBe(c > 45);
    }),
    { numRuns: 30 },
  );
});
