import fc from 'fast-check';
import type { Finding } from '@liftwatch/schemas';
import { partitionOf } from '@liftwatch/stores';
import { expect, test } from 'vitest';
import { createPartition, type Arrival } from '../diagnosis/index.ts';
import { boards, feed, Story, weave } from '../diagnosis/test-language/timeline.ts';

const LIFTS = ['L-0001', 'L-0002', 'L-0003', 'L-0004', 'L-0005', 'L-0006'];
const liftOf = (arrival: Arrival): string | undefined =>
  arrival.type === 'readings' ? arrival.liftId : arrival.type === 'context' ? arrival.context.liftId : undefined;

/** What each lift's findings are when the log is cut into that many partitions; ticks and sessions go into each. */
const judged = (arrivals: readonly Arrival[], partitions: number): Record<string, Finding[]> => {
  const byLift: Record<string, Finding[]> = {};
  for (let number = 0; number < partitions; number++) {
    const own = arrivals.filter((arrival) => {
      const liftId = liftOf(arrival);
      return liftId === undefined || partitionOf(liftId, partitions) === number;
    });
    for (const finding of feed(createPartition(number), own).findings) (byLift[finding.liftId] ??= []).push(finding);
  }
  return byLift;
};

test('one partition, four or sixteen: every lift has the same findings', () => {
  const step = fc.record({
    lift: fc.nat(LIFTS.length - 1),
    at: fc.integer({ min: 0, max: 500 }),
    body: fc.constantFrom(
      { carStatus: 'running', doorZone: false } as const,
      { carStatus: 'stopped' } as const,
      { doorZone: true, carDoorStatus: 'opened' } as const,
      { carDoorStatus: 'closed' } as const,
      { passengerPresent: true } as const,
      { powerStatus: 'lost' } as const,
    ),
    ends: fc.boolean(),
  });
  const holes = fc.constantFrom([], [{ from: 100, to: 180 }]);
  let seen = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), holes, (steps, gaps) => {
      // One gateway speaks for all of them: its sessions concern every partition.
      const stories = LIFTS.map((liftId) => boards(new Story(liftId, 'T-gateway'), -60));
      for (const { lift, at, body, ends } of [...steps].sort((a, b) => a.at - b.at)) {
        (stories[lift] as Story).state(at, body, { boot: `b${lift}` });
        if (ends) (stories[0] as Story).session(at, 'disconnected', 1);
      }
      const arrivals = weave(stories, { until: 700, holes: gaps });
      const one = judged(arrivals, 1);
      seen += Object.values(one).flat().length;
      expect(judged(arrivals, 4)).toEqual(one);
      expect(judged(arrivals, 16)).toEqual(one);
    }),
    { numRuns: 15 },
  );
  // Without findings the property would say nothing.
  expect(seen).toBeGreaterThan(10);
});
