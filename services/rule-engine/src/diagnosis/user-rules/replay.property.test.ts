import { userRule, type UserRuleInput } from '@liftwatch/schemas';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPartition } from '../kernel/partition.ts';
import { restored } from '../test-language/restored.ts';
import { boards, feed, Story, weave } from '../test-language/timeline.ts';

const whole = (rule: Omit<UserRuleInput, 'code' | 'title'>) => {
  const { scope: _, ...rest } = userRule.parse({ code: 'U-A', title: { zh: 'a', en: 'a' }, ...rule });
  return rest;
};
const hot = { kind: 'threshold', input: 'motorTemperatureC', above: 60, deadband: 5 } as const;
const pool = [
  whole({ name: 'hot', when: hot, onDelayS: 40, offDelayS: 20 }),
  whole({ name: 'hot', when: { ...hot, above: 70 } }),
  whole({ name: 'median', when: { kind: 'threshold', input: 'trip.slipPercent', above: 1, median: 3 } }),
  whole({ name: 'open', when: { kind: 'duration', signal: 'carDoorStatus', isNot: 'closed', forS: 90 } }),
  whole({
    name: 'often',
    when: { kind: 'rate', of: { what: 'becomes', signal: 'doorZone', value: true }, atLeast: 2, withinS: 200 },
  }),
  whole({
    name: 'rise',
    when: { kind: 'change', input: 'motorTemperatureC', direction: 'rises', by: 15, withinS: 160 },
  }),
  whole({ name: 'still', when: { kind: 'missing', reading: 'trip', forS: 120 }, latch: true }),
];

const part = fc.record({
  at: fc.integer({ min: -60, max: 900 }),
  body: fc.oneof(
    fc.record({ motorTemperatureC: fc.constantFrom(null, 40, 58, 63, 66, 75) }),
    fc.record({ doorZone: fc.boolean() }),
    fc.record({ carDoorStatus: fc.constantFrom('opened', 'closed', 'closing') }),
    fc.record({ serviceMode: fc.constantFrom('normal', 'inspection') }),
  ),
  slip: fc.constantFrom(undefined, undefined, undefined, 0.2, 1.5, 3),
  rules: fc.option(fc.uniqueArray(fc.constantFrom(...pool), { selector: (rule) => rule.name }), { freq: 5 }),
});

test('a snapshot and restore at any point changes nothing, whatever rule sets come and go', () => {
  let userFindings = 0;
  fc.assert(
    fc.property(fc.array(part, { minLength: 5, maxLength: 40 }), fc.nat(1_400), (parts, cut) => {
      const story = boards(new Story(), -70, false);
      for (const [i, one] of [...parts].sort((a, b) => a.at - b.at).entries()) {
        if (one.rules) story.context(one.at, { type: 'rule-set', version: `v${i}`, overrides: [], rules: one.rules });
        else if (one.slip !== undefined) story.trip(one.at, { slipPercent: one.slip });
        else story.state(one.at, one.body as object);
      }
      const arrivals = weave([story], { until: 1_200 });
      const straight = feed(createPartition(0), arrivals).findings;
      const first = createPartition(0);
      const out = feed(first, arrivals.slice(0, cut));
      feed(restored(first), arrivals.slice(cut), out);
      userFindings += straight.filter((f) => f.rule.name.startsWith('user/')).length;
      expect(out.findings).toEqual(straight);
      expect(out.failures).toEqual([]);
    }),
    { numRuns: 80 },
  );
  expect(userFindings).toBeGreaterThan(5);
});
