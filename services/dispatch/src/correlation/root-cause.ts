import type { Finding } from '@liftwatch/schemas';
import { scopeOfLift } from '../incidents/scope.ts';
import { openOf, type Board } from './board.ts';
import type { Place } from './place.ts';
import { isNear } from '../incidents/member.ts';
import type { CorrelationPolicy } from './policy.ts';

/** A consequence within its window of its root, at the same lift, joins the root's incident: one event, one incident. */
export const rootCause =
  (board: Board, policy: CorrelationPolicy) =>
  (finding: Finding): Place | undefined => {
    for (const row of policy.roots) {
      if (row.code !== finding.code) continue;
      const kind = `fault/${row.rootCode}` as const;
      const root = openOf(board, scopeOfLift(finding), kind);
      const near = root?.members.some((m) => m.code === row.rootCode && isNear(m, finding.at, row.windowMs));
      if (near) return { to: 'lift', kind, reason: `${row.code}-within-${row.windowMs / 1_000}-s-of-${row.rootCode}` };
    }
    return undefined;
  };
