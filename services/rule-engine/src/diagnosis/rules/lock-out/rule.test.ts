import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, ofRule, runs, told } from '../../test-language/timeline.ts';

const of = (story: Parameters<typeof found>[1], until: number) => found('lock-out', story, until);

test.each([
  ['the code raises it', runs().code(10, '08'), ['08 raised alarm @10']],
  [
    'its end clears it',
    runs().code(10, '08').code(20, '08', { phase: 'cleared' }),
    ['08 raised alarm @10', '08 cleared released @20'],
  ],
  ['code 00 clears it', runs().code(10, '08').code(20, '00'), ['08 raised alarm @10', '08 cleared released @20']],
  ['a repeat says nothing new', runs().code(10, '08').code(12, '08'), ['08 raised alarm @10']],
  [
    'a run and a full opening at a landing end it',
    runs()
      .code(10, '08')
      .state(11, { carStatus: 'stopped' })
      .state(20, { carStatus: 'running' })
      .state(30, { carStatus: 'stopped', doorZone: true })
      .state(33, { carDoorStatus: 'opened' }),
    ['08 raised alarm @10', '08 cleared released @33'],
  ],
  ['another code is none of its business', runs().code(10, '06'), []],
  ['the state alone never raises it', runs().state(10, { carStatus: 'stopped' }).alive(20, 100), []],
])('%s', (_what, story, lines) => expect(of(story, 100)).toEqual(lines));

test('priority is that of people unless the car is empty; the code stays as it came', () => {
  const findings = ofRule(told(runs(true).code(10, '08', { eventId: 'e1' }), 12), 'lock-out');
  expect(findings[0]).toMatchObject({ priority: 'P1', raw: { dialect: 'core', code: '08', eventId: 'e1' } });
  expect(ofRule(told(runs(false).code(10, '08'), 12), 'lock-out')[0]?.priority).toBe('P2');
});

test('whatever order begins and ends come in, at most one is open, and the last word stands', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('raised' as const, 'cleared' as const), { maxLength: 8 }), (phases) => {
      const story = runs();
      phases.forEach((phase, i) => story.code(10 + i * 200, '08', { phase }));
      const findings = ofRule(told(story.alive(1, 20 + phases.length * 200), 20 + phases.length * 200), 'lock-out');
      let open = 0;
      for (const { change } of findings) {
        open += change === 'raised' ? 1 : change === 'cleared' ? -1 : 0;
        expect(open === 0 || open === 1).toBe(true);
      }
      expect(open).toBe(phases.at(-1) === 'raised' ? 1 : 0);
    }),
    { numRuns: 25 },
  );
});
