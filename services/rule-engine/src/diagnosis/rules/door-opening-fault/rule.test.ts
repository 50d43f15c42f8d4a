import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, ofRule, runs, stands, told } from '../../test-language/timeline.ts';

const of = (story: Parameters<typeof found>[1], until = 100) => found('door-opening-fault', story, until);
const arrives = (person: boolean) => runs(person).state(0, { carStatus: 'stopped', doorZone: true });

test.each([
  ['from the code', stands().code(10, '03'), ['03 raised alarm @10']],
  [
    'people arrive and the door stays closed',
    arrives(true).state(30, { carDoorStatus: 'opened' }),
    ['03 raised alarm @20', '03 cleared released @30'],
  ],
  ['an empty car parks with its door closed', arrives(false).alive(10, 90), []],
  [
    'it tries, and is closed again',
    arrives(false).state(2, { carDoorStatus: 'opening' }).state(5, { carDoorStatus: 'closed' }),
    ['03 raised alarm @5'],
  ],
  [
    'it turns back while it closes, and closes after all',
    stands()
      .state(10, { carDoorStatus: 'opening' })
      .state(12, { carDoorStatus: 'opened' })
      .state(16, { carDoorStatus: 'closing' })
      .state(17, { carDoorStatus: 'opening' })
      .state(18, { carDoorStatus: 'closing' })
      .state(20, { carDoorStatus: 'closed' })
      .alive(30, 90),
    [],
  ],
  ['it opens for ever', arrives(false).state(2, { carDoorStatus: 'opening' }).alive(10, 60), ['03 raised alarm @22']],
  ['it opens in time', arrives(true).state(2, { carDoorStatus: 'opening' }).state(5, { carDoorStatus: 'opened' }), []],
  ['it goes on before the time is up', arrives(true).state(10, { carStatus: 'running' }).alive(20, 60), []],
])('%s', (_what, story, lines) => expect(of(story)).toEqual(lines));

test('transient P3, persistent P2', () => {
  const findings = ofRule(told(arrives(true).alive(10, 190), 200), 'door-opening-fault');
  expect(findings.map((f) => f.priority)).toEqual(['P3', 'P2']);
});

test('fires exactly when the opening takes longer than its time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), (s) => {
      const story = arrives(false)
        .state(1, { carDoorStatus: 'opening' })
        .state(1.5 + s, { carDoorStatus: 'opened' });
      expect(of(story, 80).length > 0).toBe(s >= 20);
    }),
    { numRuns: 40 },
  );
});
