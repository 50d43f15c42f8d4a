import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, ofRule, runs, stands, told, type Story } from '../../test-language/timeline.ts';

const of = (story: Story, until = 60) => found('run-with-open-door', story, until);

test.each([
  [
    'leaves the zone with its door open',
    stands().state(-30, { carDoorStatus: 'opened' }).state(0, { carStatus: 'running', doorZone: false }),
    ['X06 raised alarm @1'],
  ],
  [
    'the door begins to close on the way: still one finding',
    stands()
      .state(-30, { carDoorStatus: 'opened' })
      .state(0, { carStatus: 'running', doorZone: false })
      .state(3, { carDoorStatus: 'closing' })
      .state(6, { carDoorStatus: 'closed' }),
    ['X06 raised alarm @1', 'X06 cleared released @16'],
  ],
  ['the door opens while it runs: that is X07', runs().state(0, { carDoorStatus: 'opening' }), []],
  ['levels in with the door opening', runs().state(0, { doorZone: true }).state(1, { carDoorStatus: 'opening' }), []],
  [
    'a mechanic at work',
    stands()
      .state(-30, { carDoorStatus: 'opened', serviceMode: 'inspection' })
      .state(0, { carStatus: 'running', doorZone: false }),
    [],
  ],
  [
    'a mechanic whose inspection mode is told just after the start',
    stands()
      .state(-30, { carDoorStatus: 'opened' })
      .state(0, { carStatus: 'running', doorZone: false })
      .state(0.4, { serviceMode: 'inspection' }),
    [],
  ],
])('%s', (_what, story, lines) => expect(of(story)).toEqual(lines));

test('danger to life whoever is in the car', () => {
  const story = stands().state(-30, { carDoorStatus: 'opened' }).state(0, { carStatus: 'running', doorZone: false });
  const other = runs().state(0, { carDoorStatus: 'opening' });
  expect(ofRule(told('X06' === ('X06' as string) ? story : other, 5), 'run-with-open-door')[0]?.priority).toBe('P0');
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
