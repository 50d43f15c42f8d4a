import type { Finding, IncidentKind } from '@liftwatch/schemas';
import type { Board, Topology } from './board.ts';
import { network } from './network.ts';
import { people } from './people.ts';
import type { Place, Stage } from './place.ts';
import type { CorrelationPolicy } from './policy.ts';
import { rootCause } from './root-cause.ts';
import { sitePower } from './site-power.ts';

export const ownKind = (finding: Finding): Place & { to: 'lift' } => ({
  to: 'lift',
  kind: finding.incidentKind as IncidentKind,
  reason: 'kind-of-the-code',
});

/** Puts a new finding in its place. The order of the stages is the policy: a site's power cut explains most. Pure. */
export const correlate = (
  finding: Finding,
  known: { readonly board: Board; readonly policy: CorrelationPolicy; readonly topology: Topology },
): Place => {
  const { board, policy, topology } = known;
  const stages: readonly Stage[] = [
    sitePower(board, policy, topology),
    network(board, policy),
    people(board),
    rootCause(board, policy),
  ];
  for (const stage of stages) {
    const place = stage(finding);
    if (place) return place;
  }
  return ownKind(finding);
};
