import type { PointsLine, TruthOf } from './format.ts';
import { group } from './matching.ts';

const inRanges = (ranges: readonly (readonly [number, number])[]) => {
  const sorted = ranges.toSorted((a, b) => a[0] - b[0]);
  let place = 0;
  /** For ascending values. */
  return (value: number): boolean => {
    while ((sorted[place]?.[1] ?? Infinity) < value) place += 1;
    return (sorted[place]?.[0] ?? Infinity) <= value;
  };
};

/** Acknowledged readings that must have a point and have none. */
export const lostPointsOf = (
  acked: readonly TruthOf<'acked'>[],
  points: readonly PointsLine[],
): { lost: number; readings: number } => {
  const stored = group(points, ({ terminal, boot }) => `${terminal}|${boot}`);
  let [lost, readings] = [0, 0];
  for (const { terminal, boot, ranges, withoutPoint } of acked) {
    const isStored = inRanges((stored.get(`${terminal}|${boot}`) ?? []).flatMap((line) => line.ranges));
    const isSilent = inRanges(withoutPoint);
    for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0]))
      for (let seq = from; seq <= to; seq += 1) {
        readings += 1;
        const [stores, silent] = [isStored(seq), isSilent(seq)];
        if (!stores && !silent) lost += 1;
      }
  }
  return { lost, readings };
};
