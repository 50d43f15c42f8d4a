import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, stands, Story } from '../../test-language/timeline.ts';

const of = (story: Story, until = 200) => found('run-time-limit', story, until);
/** 24 m at 1.6 m/s: 15 + 2 s of travel. */
const low = () => stands().context(-35, { type: 'lift-facts', travelM: 24, ratedSpeedMps: 1.6 });
/** 240 m at 2 m/s: 120 + 2.5 s of travel. */
const tall = () => stands().context(-35, { type: 'lift-facts', travelM: 240, ratedSpeedMps: 2 });
const starts = (story: Story) => story.state(0, { carStatus: 'running', doorZone: false });

test.each([
  ['from the code', stands().code(10, '06'), ['06 raised alarm @10']],
  ['a run longer than full travel and 10 s', starts(low()).alive(10, 60, 10), ['06 raised alarm @27']],
  ['without facts nothing is derived', starts(stands()).alive(10, 190, 10), []],
  [
    'a tall building, getting on',
    starts(tall())
      .state(5, { floor: '2' })
      .state(45, { floor: '9' })
      .state(85, { floor: '19' })
      .state(110, { carStatus: 'stopped' }),
    [],
  ],
  [
    'a tall building, getting on and then nowhere: 45 s from the last progress',
    starts(tall()).state(5, { floor: '2' }).state(30, { floor: '9' }).alive(40, 120, 10),
    ['06 raised alarm @75'],
  ],
  [
    'getting on for ever: full travel and 10 s from the start',
    (() => {
      const story = starts(tall());
      for (let s = 10; s < 160; s += 10) story.state(s, { positionM: s });
      return story;
    })(),
    ['06 raised alarm @132.5'],
  ],
  [
    'nothing that could show progress: the run as a whole',
    new Story()
      .context(-35, { type: 'lift-facts', travelM: 240, ratedSpeedMps: 2 })
      .state(0, { carStatus: 'running' })
      .alive(10, 160, 10),
    ['06 raised alarm @132.5'],
  ],
  [
    'on emergency power a car is slow',
    starts(low().state(-5, { serviceMode: 'emergency-power' })).alive(10, 60, 10),
    [],
  ],
  ['a tall building, getting nowhere', starts(tall()).alive(10, 60, 10), ['06 raised alarm @45']],
  ['inspection speed is slow', starts(low().state(-5, { serviceMode: 'inspection' })).alive(10, 60, 10), []],
])('%s', (_what, story, lines) => expect(of(story)).toEqual(lines));

test('fires exactly when the run outlasts the limit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), (s) => {
      expect(of(starts(low()).state(s + 0.5, { carStatus: 'stopped' }), 80).length > 0).toBe(s >= 27);
    }),
    { numRuns: 40 },
  );
});
