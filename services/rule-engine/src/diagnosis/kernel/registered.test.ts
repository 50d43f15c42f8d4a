import { expect, test } from 'vitest';
import { judges } from '../judges.ts';
import { boards, feed, found, inShort, runs, stands, Story, told, weave } from '../test-language/timeline.ts';
import { createPartition } from './partition.ts';
import { isGone } from './registered.ts';
import { restoreLift, snapshotLift } from './snapshot.ts';

const facts = { type: 'lift-facts', name: '1#', firmId: 'F1' } as const;
const removed = { type: 'lift-removed' } as const;

/** The only lift of a story, as it stands at second `until`; taken through a snapshot, since that is where it lives. */
const liftAt = (story: Story, until: number) => {
  const partition = createPartition(0);
  feed(partition, weave([story], { until }));
  const text = snapshotLift(partition.lifts.get('L1')!, judges);
  return restoreLift(createPartition(0), text, 0);
};

test('a silent lift that is taken out is silent to nobody any more, and on no list', () => {
  const silent = () => stands().context(-35, facts);
  expect(found('offline', silent().context(600, removed), 4_000)).toEqual([
    'X19 raised alarm @260',
    'X19 cleared released @600',
  ]);
  expect(liftAt(silent().context(600, removed), 601)).not.toHaveProperty('facts');
  expect(isGone(liftAt(silent().context(600, removed), 601))).toBe(true);
  // Control: as long as it is registered its silence is told, and it is listed.
  expect(found('offline', silent(), 4_000)).toEqual(['X19 raised alarm @260', 'X19 updated alarm @1760']);
  expect(isGone(liftAt(silent(), 601))).toBe(false);
});

test('taken out first and switched off later: nobody hears of that either', () => {
  const story = () => stands().context(-35, facts).context(0, removed).alive(10, 200);
  expect(found('offline', story(), 4_000)).toEqual([]);
  expect(isGone(liftAt(story(), 210))).toBe(false);
  expect(isGone(liftAt(story(), 4_000))).toBe(true);
});

test('taken out while its silence is not old enough to be told: it never is', () => {
  const story = () => stands().context(-35, facts);
  expect(found('offline', story().context(200, removed), 4_000)).toEqual([]);
  expect(found('offline', story(), 1_000)).toEqual(['X19 raised alarm @260']);
});

test('what its terminal still says is judged on, as of a lift that nobody has registered', () => {
  const [raised] = told(stands(true).context(-35, facts).context(0, removed).button(10, 4_000), 20);
  expect(raised).toMatchObject({ incidentKind: 'entrapment', change: 'raised', lift: { registered: false } });
  expect(raised!.lift).not.toHaveProperty('firmId');
  expect(isGone(liftAt(stands(true).context(0, removed).button(10, 4_000), 4_000))).toBe(false);
});

test('people in danger are not taken out with the lift: only the lift or a person on site ends that', () => {
  const stuck = runs(true).context(-35, facts).state(0, { carStatus: 'stopped' }).button(5, 4_000).context(60, removed);
  const kinds = (until: number) => told(stuck, until).filter((one) => one.incidentKind === 'entrapment');
  expect(kinds(200).length).toBeGreaterThan(0);
  expect(kinds(200).map((one) => one.change)).not.toContain('cleared');
});

test('a fault that lasts is over with its words, still naming the firm; control: it would have gone on', () => {
  const fault = () => runs().context(-35, facts).code(0, '04');
  const last = told(fault().context(60, removed), 90).at(-1);
  expect(last).toMatchObject({ change: 'cleared', ending: 'removed', lift: { firmId: 'F1' } });
  expect(last?.explanation.summary.zh).toContain('电梯已从登记中移除');
  expect(last).not.toMatchObject({ selfReleased: true });
  expect(told(fault(), 90).at(-1)?.change).not.toBe('cleared');
});

test('facts bring it back: what still holds is found anew, as another finding', () => {
  const story = stands().context(-35, facts).context(600, removed).context(700, facts);
  const lines = told(story, 720).filter((one) => one.code === 'X19');
  expect(inShort(lines)).toEqual(['X19 raised alarm @260', 'X19 cleared released @600', 'X19 raised alarm @260']);
  expect(lines[2]!.findingId).not.toBe(lines[0]!.findingId);
  expect(lines[2]!.lift).toMatchObject({ registered: true, firmId: 'F1' });
  expect(isGone(liftAt(story, 720))).toBe(false);
});

test('one that never spoke is gone at once, and there again with its first reading', () => {
  const never = () => new Story().context(0, facts).context(10, removed);
  expect(isGone(liftAt(never(), 20))).toBe(true);
  expect(isGone(liftAt(boards(never(), 100), 110))).toBe(false);
});
