import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, ofRule, runs, told } from '../../test-language/timeline.ts';

const of = (story: Parameters<typeof found>[1], until = 100) => found('stop-off-level', story, until);

test.each([
  ['from the code', runs().code(10, '04'), ['04 raised alarm @10']],
  [
    'from the state, ended by levelling',
    runs().state(0, { carStatus: 'stopped' }).state(60, { doorZone: true }),
    ['04 raised alarm @45', '04 cleared released @60'],
  ],
  [
    'code and state are one finding',
    runs().state(0, { carStatus: 'stopped' }).code(5, '04').alive(10, 90),
    ['04 raised alarm @5'],
  ],
  [
    'a mechanic at work',
    runs().state(-1, { serviceMode: 'inspection' }).state(0, { carStatus: 'stopped' }).alive(10, 90),
    [],
  ],
  [
    'a mechanic who stops the car between floors and only then switches to inspection',
    runs().state(0, { carStatus: 'stopped' }).state(1, { serviceMode: 'inspection' }).alive(10, 90),
    [],
  ],
  [
    'a code stands, also where inspection begins after it',
    runs().state(0, { carStatus: 'stopped' }).code(5, '04').state(6, { serviceMode: 'inspection' }).alive(10, 90),
    ['04 raised alarm @5'],
  ],
])('%s', (_what, story, lines) => expect(of(story)).toEqual(lines));

test('an entrapment says more: no 04 beside it', () => {
  expect(ofRule(told(runs(true).state(0, { carStatus: 'stopped' }).alive(10, 90), 100), 'stop-off-level')).toEqual([]);
});

test('fires exactly when the car has stood for longer than its time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 140 }), (s) => {
      const story = runs()
        .state(0, { carStatus: 'stopped' })
        .state(s + 0.5, { carStatus: 'running' });
      expect(of(story, 160).length > 0).toBe(s >= 45);
    }),
    { numRuns: 40 },
  );
});
