import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, ofRule, runs, stands, told, type Story } from '../../test-language/timeline.ts';

const of = (story: Story, until = 100) => found('unintended-movement', story, until);
const opened = () => stands().state(-30, { carDoorStatus: 'opened', positionM: 12, driveStatus: 'brake-set' });

test.each([
  ['from the code', runs().code(10, '05'), ['05 raised alarm @10']],
  ['leaves the zone with the door open, at rest', opened().state(0, { doorZone: false }), ['05 raised alarm @1']],
  ['moves with the door open, at rest', opened().state(0, { positionM: 11.7 }), ['05 raised alarm @1']],
  [
    're-levels with the brake lifted',
    opened().state(0, { driveStatus: 'brake-lifted' }).state(0.2, { positionM: 11.7 }),
    [],
  ],
  ['starts in the same moment', opened().state(0, { doorZone: false }).state(0.3, { carStatus: 'running' }), []],
  ['a zone that flickers', opened().state(0, { doorZone: false }).state(0.3, { doorZone: true }), []],
  [
    'a zone that flickers, and then is left',
    opened().state(0, { doorZone: false }).state(0.3, { doorZone: true }).state(5, { doorZone: false }),
    ['05 raised alarm @6'],
  ],
  [
    'is back in the zone, but not where it stood',
    opened().state(0, { doorZone: false, positionM: 11.7 }).state(0.3, { doorZone: true }),
    ['05 raised alarm @1'],
  ],
  [
    'door forced open between floors',
    runs().state(0, { carStatus: 'stopped' }).state(20, { carDoorStatus: 'opened' }),
    [],
  ],
  ['a mechanic at work', opened().state(-1, { serviceMode: 'inspection' }).state(0, { doorZone: false }), []],
  ['code 00 does not end it', opened().state(0, { doorZone: false }).code(20, '00'), ['05 raised alarm @1']],
])('%s', (_what, story, lines) => expect(of(story)).toEqual(lines));

test('danger to life whoever is in the car', () => {
  expect(ofRule(told(opened().state(0, { doorZone: false }), 5), 'unintended-movement')[0]).toMatchObject({
    priority: 'P0',
    incidentKind: 'dangerous-movement',
  });
});

test('fires exactly when the car is further from where it stood than its limit', () => {
  fc.assert(
    fc.property(fc.integer({ min: -600, max: 600 }), (mm) => {
      expect(of(opened().state(0, { positionM: 12 + mm / 1_000 }), 5).length > 0).toBe(
        Math.abs(12 + mm / 1_000 - 12) * 1_000 > 200,
      );
    }),
  );
});
