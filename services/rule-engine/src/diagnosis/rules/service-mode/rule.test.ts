import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, ofRule, stands, told } from '../../test-language/timeline.ts';

const of = (story: Parameters<typeof found>[1], until = 100) => found('service-mode', story, until);

test.each([
  [
    'from the code, ended by 40',
    stands().code(10, '43').code(50, '40'),
    ['43 raised alarm @10', '43 cleared released @50'],
  ],
  [
    'from the signal',
    stands().state(0, { serviceMode: 'firefighter' }).state(60, { serviceMode: 'normal' }),
    ['45 raised alarm @1', '45 cleared released @60'],
  ],
  [
    'signal and code are one',
    stands().state(0, { serviceMode: 'inspection' }).code(0.4, '43'),
    ['43 raised alarm @0.4'],
  ],
  [
    'one mode follows another',
    stands().state(0, { serviceMode: 'fire-return' }).state(30, { serviceMode: 'firefighter' }),
    ['44 raised alarm @1', '44 cleared released @30', '45 raised alarm @31'],
  ],
  ['00 is about faults', stands().code(10, '43').code(50, '00'), ['43 raised alarm @10']],
])('%s', (_what, story, lines) => expect(of(story)).toEqual(lines));

test('events are shown, never sent', () => {
  expect(ofRule(told(stands().state(0, { serviceMode: 'earthquake' }), 5), 'service-mode')[0]?.priority).toBe('P4');
});

test('at most one mode is open, and it is the last one', () => {
  const modes = [
    'normal',
    'out-of-service',
    'inspection',
    'fire-return',
    'firefighter',
    'emergency-power',
    'earthquake',
  ] as const;
  const codes = ['', '42', '43', '44', '45', '46', '47'];
  fc.assert(
    fc.property(fc.array(fc.nat(6), { minLength: 1, maxLength: 6 }), (steps) => {
      const story = stands();
      steps.forEach((step, i) => story.state(i * 700, { serviceMode: modes[step] as 'normal' }));
      const until = steps.length * 700;
      const open = new Set<string>();
      for (const f of ofRule(told(story.alive(1, until, 100), until), 'service-mode')) {
        if (f.change === 'cleared') open.delete(f.code);
        else open.add(f.code);
        expect(open.size).toBeLessThanOrEqual(1);
      }
      expect([...open]).toEqual(codes[steps.at(-1) as number] === '' ? [] : [codes[steps.at(-1) as number]]);
    }),
    { numRuns: 20 },
  );
});
