import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, ofRule, runs, told } from '../../test-language/timeline.ts';

const of = (story: Parameters<typeof found>[1], until = 100) => found('fault-codes', story, until);

test.each([
  ['a vendor code of its table', runs().code(10, '09', { dialect: 'regulator' }), ['X03 raised alarm @10']],
  ['an escalator code', runs().code(10, '62'), ['62 raised alarm @10']],
  ['an unknown code is told', runs().code(10, '77', { dialect: 'nobody' }), ['U00 raised alarm @10']],
  [
    'an unknown code that its terminal ends is over; an end alone is nothing',
    runs().code(10, '77').code(20, '77', { phase: 'cleared' }).code(30, '78', { phase: 'cleared' }),
    ['U00 raised alarm @10', 'U00 cleared released @20'],
  ],
  ['the same unknown code once', runs().code(10, '77').code(11, '77'), ['U00 raised alarm @10']],
  [
    '00 ends what is known, not what is unknown',
    runs().code(10, '62').code(11, '77').code(20, '00'),
    ['62 raised alarm @10', 'U00 raised alarm @11', '62 cleared released @20'],
  ],
  ['a core fault has a rule of its own', runs().code(10, '04').code(11, '41').code(12, '43'), []],
  ["an entrapment code is the entrapment rule's", runs().code(10, '09', { dialect: 'shanghai' }), []],
])('%s', (_what, story, lines) => expect(of(story)).toEqual(lines));

test('what a terminal sent is kept as it came', () => {
  const [finding] = ofRule(told(runs().code(10, '77', { dialect: 'nobody', eventId: 'e9' }), 12), 'fault-codes');
  expect(finding).toMatchObject({ priority: 'P4', raw: { dialect: 'nobody', code: '77', eventId: 'e9' } });
});

test('no code is ever dropped: each is told by exactly one rule', () => {
  const codes = fc.constantFrom(
    '01',
    '02',
    '03',
    '04',
    '05',
    '06',
    '07',
    '08',
    '41',
    '42',
    '43',
    '61',
    '65',
    '90',
    '99',
    'A7',
  );
  fc.assert(
    fc.property(codes, (code) => {
      const told1 = told(runs().state(5, { carStatus: 'stopped' }).code(10, code), 12).filter(
        (f) => f.raw?.code === code,
      );
      expect(told1.length).toBe(1);
    }),
    { numRuns: 40 },
  );
});
