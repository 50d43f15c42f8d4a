import { createPartition, type Partition } from '../kernel/partition.ts';
import type { Rule } from '../kernel/rule.ts';
import { restoreLift, snapshotLift } from '../kernel/snapshot.ts';

/** The partition in a new process: log time and last tick as a checkpoint holds them, each lift out of its snapshot. */
export const restored = (partition: Partition, rules: readonly Rule[] = partition.rules): Partition => {
  const again = createPartition(partition.number, rules);
  again.logMs = partition.logMs;
  again.lastTickMs = partition.lastTickMs;
  for (const lift of partition.lifts.values()) restoreLift(again, snapshotLift(lift, partition.rules), 0);
  return again;
};
