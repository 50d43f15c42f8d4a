import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found, ofRule, stands, told, type Story } from '../../test-language/timeline.ts';

const of = (story: Story, until = 100) => found('brake-warning', story, until);
const margin = (at: number, brakeTestPercent: number | null, story = stands()): Story =>
  story.state(at, { brakeTestPercent });

test.each([
  ['a self-test below 125 %', margin(10, 124), ['X14 raised alarm @10']],
  ['exactly 125 % holds', margin(10, 125), []],
  ['not known', margin(10, null), []],
  ['a later test holds again', margin(50, 140, margin(10, 110)), ['X14 raised alarm @10', 'X14 cleared released @50']],
  ['the same result again is no new finding', margin(50, 105, margin(10, 110)), ['X14 raised alarm @10']],
  ['the switch contradicts once', stands().trip(10, { brakeSwitchMismatches: 1 }), ['X14 raised alarm @10']],
  [
    'it stays, whatever later runs say',
    stands().trip(10, { brakeSwitchMismatches: 1 }).trip(20, { brakeSwitchMismatches: 0 }),
    ['X14 raised alarm @10'],
  ],
  ['runs that do not say', stands().trip(10, {}).trip(20, { brakeSwitchMismatches: 0 }), []],
  [
    'never held back: a mechanic at work',
    stands().state(1, { serviceMode: 'inspection' }).state(10, { brakeTestPercent: 100 }),
    ['X14 raised alarm @10'],
  ],
])('%s', (_what, story, lines) => expect(of(story)).toEqual(lines));

test('P1, and says to stop using the lift', () => {
  for (const story of [margin(10, 110), stands().trip(10, { brakeSwitchMismatches: 2 })]) {
    const [finding] = ofRule(told(story, 20), 'brake-warning');
    expect(finding).toMatchObject({ priority: 'P1', incidentKind: 'fault/X14' });
    expect(finding?.tags).toContain('stop-using');
    expect(finding?.explanation.summary.en).toContain('stop using');
    expect(finding?.explanation.summary.zh).toContain('停止使用');
  }
});

test("an operator's word ends it; the next mismatch is a new finding", () => {
  const story = stands().trip(10, { brakeSwitchMismatches: 1 });
  const id = ofRule(told(story, 20), 'brake-warning')[0]?.findingId ?? '';
  story.context(30, { type: 'operator-decision', decision: 'released', findingId: id });
  story.trip(40, { brakeSwitchMismatches: 0 }).trip(50, { brakeSwitchMismatches: 1 });
  const findings = ofRule(told(story, 60), 'brake-warning');
  expect(findings.map((f) => `${f.change} ${f.ending ?? ''}`)).toEqual(['raised ', 'cleared operator', 'raised ']);
  expect(new Set(findings.map((f) => f.findingId)).size).toBe(2);
});

test('fires exactly below the limit', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 300, noNaN: true }), (value) => {
      expect(of(margin(10, value)).length > 0).toBe(value < 125);
    }),
  );
});
