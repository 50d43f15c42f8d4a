import { step, type Partition, type StepOutput } from '@liftwatch/rule-engine';
import type { Received } from '@liftwatch/edge-simulator/months';

const TICK_MS = 1_000;

const nextDueMs = (partition: Partition): number => {
  let due = Infinity;
  for (const lift of partition.lifts.values()) if (lift.nextDueMs < due) due = lift.nextDueMs;
  return due;
};

/** The tick of every second up to `toMs`: those at which nothing is due change nothing but the time of the last one. */
export const tickUpTo = (partition: Partition, toMs: number, out: StepOutput): void => {
  for (;;) {
    const atMs = Math.ceil(Math.max(nextDueMs(partition), partition.lastTickMs + 1) / TICK_MS) * TICK_MS;
    if (atMs >= toMs) break;
    partition.lastTickMs = atMs - TICK_MS;
    step(partition, { type: 'tick', receivedAtMs: atMs }, out);
  }
  partition.lastTickMs = Math.max(partition.lastTickMs, Math.ceil(toMs / TICK_MS) * TICK_MS - TICK_MS);
};

/** Gives one arrival to the engine, with a tick in every second before it. */
export const take = (partition: Partition, one: Received, out: StepOutput): void => {
  if (partition.lastTickMs > 0) tickUpTo(partition, one.receivedAtMs, out);
  else partition.lastTickMs = Math.floor(one.receivedAtMs / TICK_MS) * TICK_MS;
  step(partition, one, out);
};
