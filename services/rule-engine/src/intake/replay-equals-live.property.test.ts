import type { Finding } from '@liftwatch/schemas';
import type { EngineResume, LiftSnapshot, LogEntry, LogRecord } from '@liftwatch/stores';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Arrival } from '../diagnosis/index.ts';
import { holes, stories } from '../../test/stories.ts';
import { BASE_MS, weave } from '../diagnosis/test-language/timeline.ts';
import { newStats } from '../stats.ts';
import { newSlice } from './fold.ts';
import { partitionFold, type PartitionFold } from './partition-fold.ts';

const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** The arrival as the log holds it. */
const recordOf = (arrival: Arrival): LogRecord => {
  const { receivedAtMs } = arrival;
  switch (arrival.type) {
    case 'readings': {
      const [first] = arrival.readings;
      if (!first) throw new Error('no reading');
      const { terminalId, liftId, sentAtMs } = arrival;
      const payload = bytes({ ...first.body, ...(sentAtMs !== undefined && { sentAt: sentAtMs }) });
      return { type: 'reading', receivedAtMs, terminalId, topic: `lift/v1/${liftId}/${first.kind}`, payload };
    }
    case 'session':
      return {
        ...{ type: 'session', receivedAtMs, terminalId: arrival.terminalId, session: arrival.session },
        ...(arrival.sessionId !== undefined && { sessionId: arrival.sessionId }),
      } as LogRecord;
    case 'context':
      return { type: 'context', receivedAtMs, writerId: 'w', payload: bytes(arrival.context) };
    default:
      return { type: 'tick', receivedAtMs };
  }
};
const logOf = (arrivals: readonly Arrival[]): LogEntry[] =>
  arrivals.map((arrival, i) => ({ partition: 0, position: i + 1, records: [recordOf(arrival)] }));

const newFold = (): PartitionFold =>
  partitionFold({ partition: 0, heartbeatMs: 60_000, stats: newStats(), nowMs: () => 0 });
const judge = (fold: PartitionFold, entries: readonly LogEntry[]): Finding[] => {
  const slice = newSlice();
  for (const entry of entries) fold.apply(entry, slice);
  expect(slice.failures).toEqual([]);
  return slice.findings;
};

/** A checkpoint at that entry, in which of the lifts that changed at most so many are saved. */
const checkpoint = (
  fold: PartitionFold,
  position: number,
  o: { saved: LiftSnapshot[]; atMost: number },
): EngineResume => {
  const fresh = fold.snapshots({ position, changedBeforeMs: 0, atMost: o.atMost });
  const kept = o.saved.filter(({ liftId }) => !fresh.some((one) => one.liftId === liftId));
  const resumePosition = fold.resumePosition(position);
  return { position, resumePosition, partitionState: fold.partitionState(position), snapshots: [...kept, ...fresh] };
};

/** Entries up to that second: a cut between it and the next tick, where our intake was down. */
const lastBefore = (log: readonly LogEntry[], s: number): number =>
  log.filter(({ records }) => records.every(({ receivedAtMs }) => receivedAtMs <= BASE_MS + s * 1_000)).length;

const countsOf = (fold: PartitionFold): unknown =>
  Object.fromEntries([...fold.lifts.values()].map(({ liftId, counts, logMs }) => [liftId, { counts, logMs }]));

/** What no second reading of the log may change: each line once. */
const lines = (findings: readonly Finding[]): string[] => [...new Set(findings.map((one) => JSON.stringify(one)))];

test('a restart at any entry, from a checkpoint that holds all lifts or the older state of some, gives the same lines', () => {
  let readAgain = 0;
  const cuts = fc.tuple(fc.nat(1_300), fc.oneof(fc.nat(1_300), fc.constant('hole')), fc.integer({ min: 0, max: 2 }));
  fc.assert(
    fc.property(stories, holes, cuts, (told, gaps, [a, b, atMost]) => {
      const log = logOf(weave(told, { until: 1_100, holes: gaps }));
      const cut = b === 'hole' ? lastBefore(log, gaps[0]?.from ?? 0) : b;
      const [early, late] = [Math.min(a, cut, log.length), Math.min(Math.max(a, cut), log.length)];
      const before = newFold();
      const findings = judge(before, log.slice(0, early));
      const saved = [...checkpoint(before, early, { saved: [], atMost: 99 }).snapshots];
      findings.push(...judge(before, log.slice(early, late)));
      const resume = checkpoint(before, late, { saved, atMost });
      const after = newFold();
      after.restore(resume);
      readAgain += late - resume.resumePosition;
      findings.push(...judge(after, log.slice(resume.resumePosition)));
      const through = newFold();
      expect(lines(findings)).toEqual(lines(judge(through, log)));
      expect(countsOf(after)).toEqual(countsOf(through));
    }),
    { numRuns: 40 },
  );
  expect(readAgain).toBeGreaterThan(0);
});
