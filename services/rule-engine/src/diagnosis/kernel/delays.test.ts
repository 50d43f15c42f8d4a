import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inShort, told, stands, type Story } from '../test-language/timeline.ts';
import { defineRule, type Rule } from './rule.ts';
import { signalBits } from './signals.ts';

/** Fires while the car is overloaded. */
const overload = (delays: Rule['delays']): Rule =>
  defineRule<Record<string, never>>({
    name: 'overload',
    version: '1',
    codes: ['X10'],
    args: {},
    delays,
    inputs: signalBits.overload | signalBits.powerStatus,
    evidenceSignals: [],
    safety: false,
    initial: () => ({}),
    judge(c) {
      if (c.value('overload') === true) c.holds('o', { code: 'X10', onsetMs: c.since('overload') });
      else c.ends('o');
    },
    explain: () => ({ summary: { zh: '', en: '' }, clearsWhen: { zh: '', en: '' } }),
  });
const lines = (story: Story, delays: Rule['delays'], until = 100) =>
  inShort(told(story, until, { rules: [overload(delays)] }));
const pulse = (from: number, to: number): Story =>
  stands().state(from, { overload: true }).state(to, { overload: false });

test.each([
  ['no delay', {}, pulse(0, 5), ['X10 raised alarm @0', 'X10 cleared released @5']],
  ['on-delay', { onDelayMs: 3_000 }, pulse(0, 5), ['X10 raised alarm @3', 'X10 cleared released @5']],
  ['on-delay not reached', { onDelayMs: 8_000 }, pulse(0, 5), []],
  ['off-delay', { offDelayMs: 4_000 }, pulse(0, 5), ['X10 raised alarm @0', 'X10 cleared released @9']],
  [
    'off-delay: again within it',
    { offDelayMs: 4_000 },
    pulse(0, 5).state(7, { overload: true }),
    ['X10 raised alarm @0'],
  ],
  ['latch: the state does not end it', { latch: true }, pulse(0, 5), ['X10 raised alarm @0']],
  [
    'latch: an operator does',
    { latch: true },
    pulse(0, 5).context(50, { type: 'operator-decision', decision: 'released', findingId: 'OPEN' }),
    ['X10 raised alarm @0', 'X10 cleared released @50'],
  ],
])('%s', (_what, delays, story, expected) => {
  const id = told(story, 100, { rules: [overload(delays)] })[0]?.findingId ?? '';
  for (const entry of story.entries)
    if (entry.type === 'context' && entry.context.type === 'operator-decision') entry.context.findingId = id;
  expect(lines(story, delays)).toEqual(expected);
});

test('minimum hold: a power signal that holds for less never counts, one that holds for longer counts from its begin', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 1, max: 8_000 }), (holdMs, ms) => {
      const power = defineRule<Record<string, never>>({
        ...(overload({}) as Rule<Record<string, never>>),
        judge(c) {
          if (c.value('powerStatus') === 'lost') c.holds('p', { code: 'X10', onsetMs: c.since('powerStatus') });
          else c.ends('p');
        },
      });
      const story = stands()
        .context(-35, { type: 'lift-facts', minimumHoldMs: { powerStatus: holdMs } })
        .state(0, { powerStatus: 'lost' })
        .state(ms / 1_000, { powerStatus: 'normal' });
      const [first] = told(story, 40, { rules: [power] });
      expect(first !== undefined).toBe(ms >= holdMs);
      if (first) expect(first.onsetAtMs).toBe(1_800_000_000_000);
    }),
  );
});
