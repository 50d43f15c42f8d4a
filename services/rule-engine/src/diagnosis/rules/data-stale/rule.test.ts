import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NEVER, type LiftState, type RuleState } from '../../kernel/lift-state.ts';
import { createPartition } from '../../kernel/partition.ts';
import { restoreLift, snapshotLift } from '../../kernel/snapshot.ts';
import { feed, found, ofRule, stands, Story, told, weave } from '../../test-language/timeline.ts';

const of = (story: Story, until: number) => found('data-stale', story, until);
const heard = (story: Story, until: number): Story => {
  for (let at = 0; at < until; at += 50) story.terminal(at, { batteryPercent: 90 });
  return story;
};
const counted = (story: Story, from: number, until: number): Story => {
  for (let at = from; at < until; at += 50) story.counters(at, { runs: at });
  return story;
};

test.each([
  ['heard, but no state for 15 min', heard(stands(), 1_000), 1_000, ['X20 raised alarm @860']],
  [
    'a state comes',
    heard(stands(), 1_000).state(950, {}),
    1_000,
    ['X20 raised alarm @860', 'X20 cleared released @950'],
  ],
  ['nothing but counters', counted(stands(), 0, 1_000), 1_000, ['X20 raised alarm @860']],
  [
    'heard again only after it was due',
    counted(stands().alive(10, 700), 750, 2_000),
    2_000,
    ['X20 raised alarm @1560'],
  ],
  ['states came meanwhile', counted(stands().alive(10, 1_900), 15, 2_000), 2_000, []],
  ['back from a long silence: given its time anew', counted(stands(), 5_000, 6_000).state(5_030, {}), 5_900, []],
  ['back from a long silence, and no state comes', counted(stands(), 5_000, 6_000), 6_000, ['X20 raised alarm @5900']],
  ['silent altogether: offline, not stale', stands(), 1_000, []],
])('%s', (_what, story, until, lines) => expect(of(story, until)).toEqual(lines));

test('shown, never sent', () => {
  expect(ofRule(told(heard(stands(), 1_000), 1_000), 'data-stale')[0]?.priority).toBe('P4');
});

test('fires exactly when states stay away for longer than its time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 1_200 }), (s) => {
      expect(of(heard(stands(), 1_300).state(-40 + s + 0.5, {}), 1_170).includes('X20 raised alarm @860')).toBe(
        s >= 900,
      );
    }),
    { numRuns: 20 },
  );
});

test('a lift saved by an older version, which asked for no wake, is watched from its next reading on', () => {
  const partition = createPartition(0);
  feed(partition, weave([stands()], { until: 100 }));
  const saved = JSON.parse(snapshotLift(partition.lifts.get('L1') as LiftState)) as LiftState;
  Object.assign(saved.rules['data-stale'] as RuleState, { version: '2', wakeAtMs: NEVER });
  const restored = createPartition(0);
  restoreLift(restored, JSON.stringify(saved), 0);
  const later = weave([counted(new Story(), 100, 1_000)], { from: 100, until: 1_000 });
  expect(ofRule(feed(restored, later).findings, 'data-stale')).toMatchObject([{ code: 'X20', change: 'raised' }]);
});
