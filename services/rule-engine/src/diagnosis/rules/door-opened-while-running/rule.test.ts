import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, ofRule, runs, stands, told, type Story } from '../../test-language/timeline.ts';

const of = (story: Story, until = 60) => found('door-opened-while-running', story, until);

test.each([
  [
    'opens while it runs',
    runs().state(0, { carDoorStatus: 'opening' }).state(3, { carDoorStatus: 'closed' }),
    ['X07 raised alarm @0', 'X07 cleared released @13'],
  ],
  [
    'opening, then open: one finding',
    runs().state(0, { carDoorStatus: 'opening' }).state(3, { carDoorStatus: 'opened' }),
    ['X07 raised alarm @0'],
  ],
  [
    'left with its door open: that is X06',
    stands().state(-30, { carDoorStatus: 'opened' }).state(0, { carStatus: 'running', doorZone: false }),
    [],
  ],
  ['opens in the zone', runs().state(0, { doorZone: true }).state(1, { carDoorStatus: 'opening' }), []],
  [
    'its speed came down to nothing since it began to run: the reading of its stop is on the way',
    runs().state(-10, { speedMps: 1.5 }).state(-1, { speedMps: 0 }).state(0, { carDoorStatus: 'opening' }),
    [],
  ],
  [
    'a speed that says nothing all along is no speed',
    stands()
      .state(-60, { speedMps: 0 })
      .state(-30, { carStatus: 'running', doorZone: false })
      .state(0, { carDoorStatus: 'opening', speedMps: 0 }),
    ['X07 raised alarm @0'],
  ],
  ['a mechanic at work', runs().state(-5, { serviceMode: 'inspection' }).state(0, { carDoorStatus: 'opening' }), []],
])('%s', (_what, story, lines) => expect(of(story)).toEqual(lines));

test('danger to life whoever is in the car', () => {
  const story = stands().state(-30, { carDoorStatus: 'opened' }).state(0, { carStatus: 'running', doorZone: false });
  const other = runs().state(0, { carDoorStatus: 'opening' });
  expect(ofRule(told('X07' === ('X06' as string) ? story : other, 5), 'door-opened-while-running')[0]?.priority).toBe(
    'P0',
  );
});

test('whichever of door and start came first, exactly one of X06 and X07 tells of it', () => {
  fc.assert(
    fc.property(fc.integer({ min: -20, max: 20 }), (doorS) => {
      const story = stands()
        .state(30, { carStatus: 'running', doorZone: false })
        .state(30 + doorS, { carDoorStatus: 'opening' });
      const findings = told(story.alive(0, 60, 10), 60).filter((f) => f.code === 'X06' || f.code === 'X07');
      expect(findings.map((f) => f.code)).toEqual([doorS <= 0 ? 'X06' : 'X07']);
    }),
    { numRuns: 41 },
  );
});
