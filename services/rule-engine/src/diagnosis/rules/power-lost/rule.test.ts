import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, ofRule, stands, Story, told } from '../../test-language/timeline.ts';

const of = (story: Parameters<typeof found>[1], until = 100) => found('power-lost', story, until);

test.each([
  ['from the code', stands().code(10, '41'), ['41 raised alarm @10']],
  [
    'from the signal, and its end',
    stands().state(0, { powerStatus: 'lost' }).state(60, { powerStatus: 'normal' }),
    ['41 raised alarm @1', '41 cleared released @60'],
  ],
  [
    'signal and code are one finding',
    stands().state(0, { powerStatus: 'lost' }).code(0.5, '41'),
    ['41 raised alarm @0.5'],
  ],
  [
    'a signal that turns unknown does not end it',
    stands().state(0, { powerStatus: 'lost' }).state(60, { powerStatus: null }),
    ['41 raised alarm @1'],
  ],
])('%s', (_what, story, lines) => expect(of(story)).toEqual(lines));

const GONE = { carStatus: null, doorZone: null, carDoorStatus: null, powerStatus: null } as const;
test.each([
  [
    'the terminal on its battery, every signal gone',
    stands().terminal(0, { powerSource: 'battery' }).state(5, GONE),
    ['41 raised alarm @6'],
  ],
  [
    'in any order; over when one of them is back',
    stands().state(0, GONE).terminal(5, { powerSource: 'battery' }).state(60, { carStatus: 'stopped' }),
    ['41 raised alarm @6', '41 cleared released @60'],
  ],
  [
    'over when the terminal is on the mains',
    stands().terminal(0, { powerSource: 'battery' }).state(5, GONE).terminal(60, { powerSource: 'mains' }),
    ['41 raised alarm @6', '41 cleared released @60'],
  ],
  ['on its battery alone', stands().terminal(0, { powerSource: 'battery' }).alive(10, 90), []],
  ['signals gone alone', stands().state(5, GONE).alive(10, 90), []],
  [
    'one signal is left',
    stands()
      .terminal(0, { powerSource: 'battery' })
      .state(5, { ...GONE, doorZone: true }),
    [],
  ],
  ['nothing was ever fitted', new Story().terminal(0, { powerSource: 'battery' }).state(5, { floor: '1' }), []],
])('in the dark: %s', (_what, story, lines) => expect(of(story)).toEqual(lines));

test('P1 with people or unknown, P3 empty', () => {
  const of2 = (person: boolean) =>
    ofRule(told(stands(person).alive(0, 10, 5).state(20, { powerStatus: 'lost' }), 30), 'power-lost');
  expect(of2(true)[0]?.priority).toBe('P1');
  expect(of2(false)[0]?.priority).toBe('P3');
});

test('a dip shorter than its time is none; a longer one always is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4_000 }), (ms) => {
      const story = stands()
        .state(0, { powerStatus: 'lost' })
        .state(ms / 1_000, { powerStatus: 'normal' });
      expect(of(story, 20).length > 0).toBe(ms > 1_000);
    }),
  );
});

test('of a lift whose signals have all gone: nobody was there before the lights went out, or somebody was', () => {
  const dark = (person: boolean) =>
    ofRule(
      told(
        stands(person)
          .terminal(0, { powerSource: 'battery' })
          .state(5, { ...GONE, passengerPresent: null }),
        20,
      ),
      'power-lost',
    )[0];
  expect(dark(false)).toMatchObject({ code: '41', occupancy: 'empty', priority: 'P3' });
  expect(dark(true)).toMatchObject({ code: '41', occupancy: 'occupied', priority: 'P1' });
});
