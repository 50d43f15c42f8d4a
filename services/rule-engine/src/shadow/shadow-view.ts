import type { ShadowAnswer } from '../http/schemas.ts';
import { compared, type Tally } from './tally.ts';

const SHOWN = 100;

/** The partitions' shadows as one: the version begun last, and nothing of older ones. */
export const shadowView = (
  shadows: readonly { readonly tally: Tally | undefined; readonly liftCount: number }[],
): ShadowAnswer => {
  const all = shadows.flatMap(({ tally }) => (tally ? [tally] : []));
  const version = all.toSorted((a, b) => b.sinceMs - a.sinceMs)[0]?.version;
  const tallies = all.filter((tally) => tally.version === version);
  const liftsCount = shadows
    .filter(({ tally }) => tally?.version === version)
    .reduce((sum, { liftCount }) => sum + liftCount, 0);
  return {
    running: liftsCount > 0,
    version: version ?? null,
    sinceMs: tallies.length === 0 ? null : Math.min(...tallies.map(({ sinceMs }) => sinceMs)),
    liftsCount,
    failures: tallies.reduce((sum, { failures }) => sum + failures, 0),
    rules: compared(tallies),
    newest: tallies
      .flatMap(({ newest }) => newest)
      .sort((a, b) => b.atMs - a.atMs)
      .slice(0, SHOWN),
  };
};
