import { expect, test } from 'vitest';
import { ofRule, runs, stands, told, type Story } from '../test-language/timeline.ts';

const priorities = (story: Story, rule: string, until = 200) =>
  ofRule(told(story, until), rule).map((f) => `${f.change} ${f.priority}`);

test.each([
  [
    '08 within 30 s of 41 in an empty car',
    stands().code(0, '41').code(30, '08').alive(40, 190),
    'lock-out',
    ['raised P4'],
  ],
  ['31 s after it stands for itself', stands().code(0, '41').code(31, '08').alive(40, 190), 'lock-out', ['raised P2']],
  [
    'with people in the car it is never held back',
    stands(true).code(0, '41').code(10, '08').alive(20, 190),
    'lock-out',
    ['raised P1'],
  ],
  [
    '04 within 30 s of 01',
    runs().code(0, '01').state(1, { carStatus: 'stopped' }).code(2, '04').alive(10, 190),
    'stop-off-level',
    ['raised P4'],
  ],
  [
    '01 within 30 s of X08',
    runs().code(0, 'X08', { dialect: 'liftwatch' }).code(5, '01').alive(10, 190),
    'safety-circuit',
    ['raised P4'],
  ],
  [
    'a lock that drops in the state itself',
    runs()
      .state(-1, { landingDoorStatus: 'safety-locked' })
      .state(0, { landingDoorStatus: 'opening' })
      .code(5, '01')
      .alive(10, 190),
    'safety-circuit',
    ['raised P4'],
  ],
  [
    'the child first: each stands for itself',
    stands().code(0, '08').code(5, '41').alive(10, 190),
    'lock-out',
    ['raised P2'],
  ],
  ['05 is never held back', stands().code(0, '41').code(5, '05').alive(10, 190), 'unintended-movement', ['raised P0']],
  ['an escalator code neither', stands().code(0, '41').code(5, '61').alive(10, 190), 'fault-codes', ['raised P2']],
  [
    'it outlasts its root: from then on it stands for itself',
    stands().code(0, '41').code(10, '08').code(60, '41', { phase: 'cleared' }).alive(70, 190),
    'lock-out',
    ['raised P4', 'updated P2'],
  ],
  [
    'it ends with its root',
    stands().code(0, '41').code(10, '08').code(50, '00').alive(60, 190),
    'lock-out',
    ['raised P4', 'cleared P4'],
  ],
] as const)('%s', (_what, story, rule, lines) => expect(priorities(story, rule)).toEqual(lines));

test('it says what explains it', () => {
  const [finding] = ofRule(told(stands().code(0, '41').code(10, '08'), 20), 'lock-out');
  expect(finding?.tags).toEqual(['under-41']);
  expect(finding?.explanation.summary.en).toContain('which "main power off" explains');
  expect(finding?.explanation.summary.zh).toContain('由“主电源断电”引起');
});
