import fc from 'fast-check';
import type { Finding } from '@liftwatch/schemas';
import { describe, expect, test } from 'vitest';
import type { Arrival } from './arrival.ts';
import { duesOf } from './kernel/dues.ts';
import { dueOf } from './kernel/judge.ts';
import type { LiftState } from './kernel/lift-state.ts';
import { changeBits } from './kernel/signals.ts';
import { defineRule } from './kernel/rule.ts';
import { createPartition, newOutput, step } from './kernel/partition.ts';
import { restoreLift, snapshotLift } from './kernel/snapshot.ts';
import { rules } from './rules/index.ts';
import { entrapment } from './rules/entrapment/rule.ts';
import { restored } from './test-language/restored.ts';
import { holes, stories } from '../../test/stories.ts';
import { boards, feed, inShort, ofRule, Story, told, weave } from './test-language/timeline.ts';

const run = (arrivals: readonly Arrival[]): Finding[] => feed(createPartition(0), arrivals).findings;
const duesIn = (lift: LiftState): string => {
  const { dueMs, isAwake } = duesOf(rules, lift);
  return `${dueMs.join(' ')} ${isAwake.join(' ')}`;
};

test('due times that a lift keeps together are those that its state says, after every arrival', () => {
  fc.assert(
    fc.property(stories, holes, (told, gaps) => {
      const partition = createPartition(0);
      for (const arrival of weave(told, { until: 1_000, holes: gaps })) {
        step(partition, arrival, newOutput());
        for (const lift of partition.lifts.values()) {
          const anew = restoreLift(createPartition(0), snapshotLift(lift), 0);
          expect(duesIn(lift)).toBe(duesIn(anew));
          expect(lift.nextDueMs).toBeLessThanOrEqual(dueOf(rules, anew));
        }
      }
    }),
    { numRuns: 8 },
  );
});

describe('replay equals live', () => {
  test('a snapshot and restore at any point changes nothing', () => {
    fc.assert(
      fc.property(stories, holes, fc.nat(1_500), (told, gaps, cut) => {
        const arrivals = weave(told, { until: 1_300, holes: gaps });
        const first = createPartition(0);
        const out = newOutput();
        feed(first, arrivals.slice(0, cut), out);
        feed(restored(first), arrivals.slice(cut), out);
        expect(out.findings).toEqual(run(arrivals));
      }),
      { numRuns: 60 },
    );
  });
  test('other lifts and the number of partitions do not matter', () => {
    fc.assert(
      fc.property(stories, holes, ([a, b], gaps) => {
        const both = run(weave([a, b], { until: 1_300, holes: gaps }));
        expect(both.filter((f) => f.liftId === 'A')).toEqual(run(weave([a], { until: 1_300, holes: gaps })));
        expect(both.filter((f) => f.liftId === 'B')).toEqual(run(weave([b], { until: 1_300, holes: gaps })));
      }),
      { numRuns: 60 },
    );
  });
  test('duplicates change nothing', () => {
    fc.assert(
      fc.property(stories, ([a]) => {
        const arrivals = weave([a], { until: 1_300 });
        const twice = arrivals.flatMap((arrival): Arrival[] =>
          arrival.type === 'readings' ? [arrival, arrival] : [arrival],
        );
        expect(run(twice)).toEqual(run(arrivals));
      }),
      { numRuns: 40 },
    );
  });
});

const stuck = (liftId = 'L1'): Story =>
  boards(new Story(liftId), -40)
    .state(-30, { carStatus: 'running', doorZone: false })
    .state(0, { carStatus: 'stopped' });

describe('rules change and fail', () => {
  test('a rule upgraded during an open entrapment keeps it open', () => {
    const arrivals = weave([stuck().state(100, { doorZone: true }).state(105, { carDoorStatus: 'opened' })], {
      until: 120,
    });
    for (const migrate of [entrapment.migrate, undefined]) {
      const { migrate: _old, ...plain } = entrapment;
      const next = { ...plain, version: '2', ...(migrate && { migrate }) };
      const partition = createPartition(0);
      const cut = arrivals.findIndex((arrival) => arrival.type === 'tick' && arrival.receivedAtMs >= 1_800_000_060_000);
      const before = feed(partition, arrivals.slice(0, cut)).findings;
      const upgraded = restored(partition, [next, ...rules.slice(1)]);
      const after = ofRule(feed(upgraded, arrivals.slice(cut)).findings, 'entrapment');
      expect(after.map((f) => `${f.change} ${f.stage} ${f.rule.version}`)).toEqual(['cleared released 2']);
      expect(after[0]?.findingId).toBe(ofRule(before, 'entrapment')[0]?.findingId);
    }
  });
  test('a rule that throws is isolated to its lift and runs again on the next entry', () => {
    const brittle = defineRule<{ calls: number }>({
      name: 'brittle',
      version: '1',
      codes: ['X22'],
      args: {},
      delays: {},
      inputs: changeBits.heard,
      evidenceSignals: [],
      safety: false,
      initial: () => ({ calls: 0 }),
      judge(c, m) {
        m.calls++;
        if (c.lift.liftId === 'A' && c.reading?.body.seq === 2) throw new RangeError('bad data');
      },
      explain: () => ({ summary: { zh: '', en: '' }, clearsWhen: { zh: '', en: '' } }),
    });
    const partition = createPartition(0, [brittle, ...rules]);
    const out = feed(partition, weave([stuck('A'), stuck('B')], { until: 40 }));
    expect(out.failures.map((f) => [f.liftId, f.rule])).toEqual([['A', 'brittle']]);
    expect(partition.lifts.get('A')?.rules['brittle']?.data).toEqual({ calls: 3 });
    expect(partition.lifts.get('B')?.rules['brittle']?.data).toEqual({ calls: 6 });
    expect(inShort(out.findings).filter((line) => line.includes('updated alarm'))).toEqual([
      'X02 updated alarm @30',
      'X02 updated alarm @30',
    ]);
  });
  test('state stays within a few kB', () => {
    const story = stuck();
    for (let i = 0; i < 2_000; i++) story.code(10 + i, ['01', '02', '04', '99'][i % 4] as string, { seq: i * 7 });
    const partition = createPartition(0);
    feed(partition, weave([story], { until: 2_100 }));
    expect(Math.max(...[...partition.lifts.values()].map((lift) => snapshotLift(lift).length))).toBeLessThan(16_000);
    expect(told(story, 2_100).length).toBeLessThan(40);
  });
});
