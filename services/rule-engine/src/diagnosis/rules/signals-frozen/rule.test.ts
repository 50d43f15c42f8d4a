import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BASE_MS, found, ofRule, stands, told, type Story } from '../../test-language/timeline.ts';

const DAY = 86_400;
const of = (story: Story, until: number) => found('signals-frozen', story, until);
const shanghaiHour = (ms: number): number => (ms / 3_600_000 + 8) % 24;
/** Seconds after the story's 0 at which it is `hour` in Shanghai. */
const at = (hour: number): number => ((((hour - shanghaiHour(BASE_MS)) % 24) + 24) % 24) * 3_600;

test('heard for a day without a change: a ticket in busy hours; a change ends it', () => {
  const from = at(10);
  const story = stands()
    .state(from, { floor: '5' })
    .alive(from + 100, from + DAY + 100, 150)
    .state(from + DAY + 200, { floor: '6' });
  expect(of(story.alive(10, from, 150), from + DAY + 300)).toEqual([
    `X21 raised alarm @${from + DAY}`,
    `X21 cleared released @${from + DAY + 200}`,
  ]);
});
test('a lift that is silent is offline, not frozen', () => {
  expect(of(stands(), DAY + 4_000)).toEqual([]);
});
test('a lift that moves once a night is not', () => {
  const story = stands()
    .alive(10, DAY + 5_000, 150)
    .state(12 * 3_600, { floor: '2' });
  expect(of(story, DAY + 5_000)).toEqual([]);
});
test('shown, never sent', () => {
  const from = at(10);
  const story = stands()
    .state(from, { floor: '5' })
    .alive(10, from + DAY + 100, 150);
  expect(ofRule(told(story, from + DAY + 60), 'signals-frozen')[0]).toMatchObject({
    priority: 'P4',
    incidentKind: 'terminal',
  });
});

test('whenever the last change was, the ticket comes a day later at the earliest, and in busy hours', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 23 }), (hour) => {
      const from = at(hour) + 60;
      const story = stands()
        .alive(10, from - 1, 150)
        .state(from, { floor: '5' })
        .alive(from + 100, from + 2 * DAY, 150);
      const [first] = ofRule(told(story, from + 2 * DAY - 10), 'signals-frozen');
      expect(first).toBeDefined();
      if (!first) return;
      expect(first.at - BASE_MS).toBeGreaterThanOrEqual((from + DAY) * 1_000);
      expect(shanghaiHour(first.at)).toBeGreaterThanOrEqual(7);
      expect(shanghaiHour(first.at)).toBeLessThan(22);
    }),
    { numRuns: 4 },
  );
});
