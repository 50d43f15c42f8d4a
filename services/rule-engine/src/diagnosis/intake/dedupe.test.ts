import { expect, test } from 'vitest';
import { createPartition } from '../kernel/partition.ts';
import { BASE_MS, boards, feed, found, Story, weave } from '../test-language/timeline.ts';

const entrapments = (story: Story): string[] => found('entrapment', story, 90);
const CALL = ['X02 raised suspected @20', 'X02 updated alarm @30'];

/** The same ride into a stand between floors, each reading numbered by `seqOf`. */
const trapped = (seqOf: (index: number) => number): Story => {
  let index = 0;
  const next = (): { seq: number } => ({ seq: seqOf(index++) });
  const story = new Story();
  for (let s = -900; s < -60; s += 30)
    story.state(
      s,
      { serviceMode: 'normal', carStatus: 'stopped', doorZone: true, carDoorStatus: 'opened', passengerPresent: false },
      next(),
    );
  story
    .state(-50, { passengerPresent: true }, next())
    .state(-42, { carDoorStatus: 'closed' }, next())
    .state(-30, { carStatus: 'running', doorZone: false }, next())
    .state(0, { carStatus: 'stopped' }, next());
  for (let s = 10; s <= 90; s += 10) story.state(s, {}, next());
  return story;
};

test.each<[string, (index: number) => number]>([
  ['one by one', (i) => i],
  ['a counter that goes round, of one byte or less', (i) => i % 16],
  ['always the same number', () => 1],
  ['from 0 again in the middle of the ride, without a new boot', (i) => (i < 30 ? i : i - 30)],
])('numbers %s: nothing that is said is taken for a copy', (_how, seqOf) => {
  expect(entrapments(trapped(seqOf))).toEqual(CALL);
});
const duplicatesIn = (story: Story): number | undefined => {
  const partition = createPartition(0);
  feed(partition, weave([story], { until: 60 }));
  return partition.lifts.get(story.liftId)?.counts.duplicates;
};
test('copies stay copies: of the last reading, and of older ones', () => {
  const story = boards(new Story(), -40).state(0, { carDoorStatus: 'opened' }, { seq: 7 });
  story.state(1, { carDoorStatus: 'opened' }, { so: 0, sent: 0, seq: 7 });
  story.state(2, { carDoorStatus: 'closed' }, { so: -40, sent: 2, seq: 3 });
  story.state(3, { carDoorStatus: 'closed' }, { so: -40, sent: -40, seq: 3 });
  expect(duplicatesIn(story)).toBe(3);
});
test('a copy from before the clock was set back is one, though its time is newer than all since', () => {
  const story = boards(new Story(), -200).button(-50);
  for (let s = -40; s < 0; s += 5) story.state(s, {}, { clockS: -3_600 });
  story.event(1, { type: 'alarm-button' }, { so: -50, sent: -50, clockS: 0, seq: 4 });
  expect(duplicatesIn(story)).toBe(1);
});

test('a terminal that begins anew without its time and without a new boot is heard', () => {
  const since1970S = -BASE_MS / 1_000 + 500;
  const story = new Story();
  const open = { carStatus: 'stopped', doorZone: true, carDoorStatus: 'opened', passengerPresent: false } as const;
  for (let s = -900; s < -60; s += 30) story.state(s, open);
  story
    .state(-50, { passengerPresent: true })
    .state(-42, { carDoorStatus: 'closed' })
    .state(-30, { carStatus: 'running', doorZone: false });
  for (let i = 0; i < 10; i++)
    story.state(i * 10, i === 0 ? { carStatus: 'stopped' } : {}, { seq: i, clockS: since1970S });
  expect(entrapments(story)).toEqual(CALL);
  expect(duplicatesIn(story)).toBe(0);
});
test('negative control: what the boot has said before, said again after that, is a copy', () => {
  const since1970S = -BASE_MS / 1_000 + 500;
  const story = boards(new Story(), -200).button(-150);
  for (let i = 0; i < 8; i++) story.state(-100 + i, {}, { seq: i, clockS: since1970S });
  story.event(1, { type: 'alarm-button' }, { so: -150, sent: -150, seq: 4 });
  expect(duplicatesIn(story)).toBe(1);
});
