import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, ofRule, stands, told, type Story } from '../../test-language/timeline.ts';

const of = (story: Story, until = 700) => found('button-stuck', story, until);
const held = (from: number, to?: number): Story => {
  const story = stands()
    .state(from, { callButtonHeld: true })
    .alive(from + 10, 690);
  return to === undefined ? story : story.state(to, { callButtonHeld: false });
};

test.each([
  ['held for 5 min', held(10), ['X11 raised alarm @310']],
  ['let go', held(10, 320), ['X11 raised alarm @310', 'X11 cleared released @320']],
  ['a press', held(10, 11), []],
  [
    'no longer known: neither begins nor ends',
    held(10).state(400, { callButtonHeld: null }),
    ['X11 raised alarm @310'],
  ],
  ['not fitted', stands().alive(10, 690), []],
])('%s', (_what, story, lines) => expect(of(story)).toEqual(lines));

test("priority is the catalogue's; the end says why", () => {
  const findings = ofRule(told(held(10, 320), 400), 'button-stuck');
  expect(findings.map((f) => f.priority)).toEqual(['P3', 'P3']);
  expect(findings.at(-1)).toMatchObject({ ending: 'value' });
});

test('fires exactly when it is held for longer than its time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 600 }), (s) => {
      expect(of(held(10, 10.5 + s)).length > 0).toBe(s >= 300);
    }),
    { numRuns: 30 },
  );
});
