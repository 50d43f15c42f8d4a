import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boards, found, ofRule, Story, told } from '../../test-language/timeline.ts';

const of = (story: Story, until: number) => found('terminal-clock', story, until);
const ahead = (s: number) => boards(new Story().clockAhead(s), 0).alive(40, 200);

test.each([
  ['two hours slow', ahead(-7_200), 1],
  ['two hours fast', ahead(7_200), 1],
  ['20 s is corrected for silently', ahead(20), 0],
])('%s', (_what, story, count) => expect(of(story, 200).length).toBe(count));

test('set right: it clears', () => {
  const story = boards(new Story().clockAhead(7_200), 0).alive(40, 200).clockAhead(0).alive(210, 500, 30);
  expect(of(story, 600).map((line) => line.split(' ')[1])).toEqual(['raised', 'cleared']);
});

test('a ticket exactly when the offset is 30 s or more; readings are judged either way', () => {
  fc.assert(
    fc.property(fc.integer({ min: -100_000, max: 100_000 }), (s) => {
      const findings = told(ahead(s), 200);
      expect(ofRule(findings, 'terminal-clock').length).toBe(Math.abs(s) >= 30 ? 1 : 0);
    }),
    { numRuns: 30 },
  );
});
