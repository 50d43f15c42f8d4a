import { describe, expect, test } from 'vitest';
import { Run } from '../../../bench/wear/run.ts';
import { readWear, saveWear, type SavedWear } from '../../warning/index.ts';
import { judges } from '../judges.ts';
import { boards, feed, Story, weave } from '../test-language/timeline.ts';
import { wearOf } from '../wear/memory.ts';
import type { LiftState } from './lift-state.ts';
import { createPartition, type Partition } from './partition.ts';
import { SavedNames } from './saved-names.ts';
import { restoreLift, snapshotLift } from './snapshot.ts';

const plain = (lift: LiftState): LiftState => JSON.parse(snapshotLift(lift)) as LiftState;

/** The lift as it comes back, and as it was; rules that are as they began need not come back. */
const backAndForth = (lift: LiftState, text: string): readonly [LiftState, LiftState] => {
  const back = plain(restoreLift(createPartition(0), text, 0));
  const was = plain(lift);
  for (const name in was.rules) if (back.rules[name] === undefined) delete was.rules[name];
  return [back, was];
};
const liftsOf = (partition: Partition): LiftState[] => [...partition.lifts.values()];

/** A lift of two terminals, with numbers that were lost, people stuck, faults, a job and a value that waits. */
const eventful = (): Partition => {
  const story = boards(new Story('L1'), -40)
    .state(-30, { carStatus: 'running', doorZone: false, positionM: 12.5, speedMps: 1.5 })
    .state(0, { carStatus: 'stopped', loadPercent: 20 })
    .code(5, '04', { so: 3 })
    .code(6, '02', { seq: 4_000 })
    .alive(10, 200)
    .trip(210, { levellingErrorMm: 22, brakeSwitchMismatches: 2 })
    .context(220, { type: 'job', jobId: 'J', phase: 'opened' });
  const partition = createPartition(0);
  feed(partition, weave([story], { until: 300 }));
  return partition;
};

describe('a snapshot', () => {
  test('loses nothing of what happens to a lift', () => {
    for (const lift of liftsOf(eventful())) {
      const [back, was] = backAndForth(lift, snapshotLift(lift, judges));
      expect(back).toEqual(was);
      expect(Object.values(back.rules).flatMap((state) => state?.slots ?? []).length).toBeGreaterThan(1);
    }
  });
  test('as older versions wrote it, in full, is read as well', () => {
    for (const lift of liftsOf(eventful())) {
      const [back, was] = backAndForth(lift, snapshotLift(lift));
      expect(back).toEqual(was);
      expect(snapshotLift(lift, judges).length).toBeLessThan(0.7 * JSON.stringify(lift).length);
    }
  });
  test('a rule that nobody here knows keeps what it has reported', () => {
    const lift = liftsOf(eventful()).find((one) => one.rules['entrapment']?.slots.length === 1) as LiftState;
    const text = snapshotLift(lift, judges);
    const without = createPartition(
      0,
      judges.filter(({ name }) => name !== 'entrapment'),
    );
    const back = restoreLift(without, text, 0);
    expect(back.rules['entrapment']?.slots).toEqual(JSON.parse(JSON.stringify(lift.rules['entrapment']?.slots)));
  });
  test('a memory of which something is gone is saved as it stands', () => {
    const lift = liftsOf(eventful())[0] as LiftState;
    const data = lift.rules['entrapment']?.data as Record<string, unknown>;
    delete data['faults'];
    const back = restoreLift(createPartition(0), snapshotLift(lift, judges), 0);
    expect(back.rules['entrapment']?.data).not.toHaveProperty('faults');
  });
});

describe('the memory of wear', () => {
  const steps: [string, (run: Run) => unknown][] = [
    ['at the beginning', (run) => run.days(1)],
    ['while it learns', (run) => run.days(9)],
    ['when it has learnt', (run) => run.days(15)],
    [
      'with parts that wear',
      (run) => run.days(40, (day) => ({ doorOperator: (day - 25) / 40, brakeLining: (day - 25) / 40 })),
    ],
    [
      'after a repair',
      (run) => run.context({ type: 'job', jobId: 'j', phase: 'closed', workDone: ['A-1-22', 'brake lining replaced'] }),
    ],
    ['and some days later', (run) => run.days(4)],
  ];
  const run = new Run();
  test.each(steps)('comes back whole %s', (_, step) => {
    step(run);
    const memory = wearOf(run.state);
    if (!memory) throw new RangeError('no memory');
    const names = new SavedNames();
    const text = JSON.stringify(saveWear(memory, names.place));
    const whole = JSON.stringify(memory);
    expect(readWear(JSON.parse(text) as SavedWear, names.all).toJSON()).toEqual(JSON.parse(whole));
    expect(text.length).toBeLessThan(whole.length);
  });
});
