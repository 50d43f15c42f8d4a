import type { LogRecord } from '@liftwatch/stores';
import { expect, test } from 'vitest';
import { newStats } from '../stats.ts';
import { newSlice } from './fold.ts';
import { partitionFold } from './partition-fold.ts';

const START_MS = 1_767_225_600_000;

const said = (liftId: string, at: number, text?: string): LogRecord => ({
  type: 'reading',
  receivedAtMs: START_MS + at,
  terminalId: `T-${liftId}`,
  topic: `lift/v1/${liftId}/state`,
  payload: Buffer.from(text ?? JSON.stringify({ at: START_MS + at, boot: 'b', seq: at, carStatus: 'stopped' })),
});

const fold = () => {
  const stats = newStats();
  return { stats, fold: partitionFold({ partition: 0, heartbeatMs: 60_000, stats, nowMs: () => 0 }) };
};

/** Positions 1 and 2 are of both lifts; only of A there is a snapshot, taken at position 2. */
const restored = () => {
  const before = fold();
  const entries = [1, 2].map((position) => ({
    partition: 0,
    position,
    records: [said('A', position), said('B', position)],
  }));
  for (const entry of entries) before.fold.apply(entry, newSlice());
  const [ofA] = before.fold.snapshots({ position: 2, changedBeforeMs: 0, atMost: 1 });
  if (!ofA) throw new Error('no snapshot');
  expect(ofA.liftId).toBe('A');
  const after = fold();
  after.fold.restore({
    ...{ partition: 0, position: 2, resumePosition: 0, epoch: 1 },
    partitionState: before.fold.partitionState(2),
    snapshots: [ofA],
  } as never);
  return { ...after, entries };
};

test('what a snapshot holds is not even decoded again, what it does not hold is', () => {
  const { fold: again, stats } = restored();
  const records = [said('A', 1, 'not JSON'), said('B', 1, 'not JSON')];
  again.apply({ partition: 0, position: 1, records }, newSlice());
  expect(stats.refusedRecords).toBe(1);
  again.apply({ partition: 0, position: 3, records: [said('A', 3, 'not JSON')] }, newSlice());
  expect(stats.refusedRecords).toBe(2);
});

test('entries read again lead to the same lifts as without a restart', () => {
  const { fold: again, entries } = restored();
  for (const entry of entries) again.apply(entry, newSlice());
  const through = fold().fold;
  for (const entry of entries) through.apply(entry, newSlice());
  const last = { partition: 0, position: 3, records: [said('A', 3), said('B', 3)] };
  for (const one of [again, through]) one.apply(last, newSlice());
  expect(again.logMs).toBe(through.logMs);
  for (const liftId of ['A', 'B']) {
    const [known, expected] = [again.lifts.get(liftId), through.lifts.get(liftId)];
    expect(known?.logMs).toBe(START_MS + 3);
    expect(known?.signals).toEqual(expected?.signals);
    expect(known?.counts).toEqual(expected?.counts);
  }
});
