import { comparePriority, type Finding, type Incident, type IncidentKind, type UnixMs } from '@liftwatch/schemas';
import { scopeOfLift } from '../incidents/scope.ts';
import { openOf } from '../correlation/board.ts';
import type { Place } from '../correlation/place.ts';
import { foldFinding } from '../incidents/fold.ts';
import { moved, noted } from '../incidents/lifecycle.ts';
import { isNear } from '../incidents/member.ts';
import { isEnded } from '../incidents/states.ts';
import { openForLift, openParent, type Hash } from '../incidents/open.ts';
import { clearUnder, suppressUnder } from '../incidents/suppress.ts';
import type { CorrelationPolicy } from '../correlation/policy.ts';
import type { Draft, Seen } from './draft.ts';
import { mergeInto } from './merge-incidents.ts';

interface Tools {
  readonly nowMs: UnixMs;
  readonly hash: Hash;
  readonly policy: CorrelationPolicy;
  /** The last incident of this lift and kind that is closed. */
  readonly previousOf: (kind: string) => string | undefined;
}

const remember = (draft: Draft, finding: Finding, incidentIds: readonly string[]): void =>
  draft.remember({
    findingId: finding.findingId,
    revision: finding.revision,
    stage: finding.stage,
    priority: finding.priority,
    incidentIds,
  });

/**
 * The incident that a finding joins. One that ended longer ago than the window is closed, and the new one names it.
 */
const joined = (
  draft: Draft,
  finding: Finding,
  kind: IncidentKind,
  tools: Tools,
): { open?: Incident; previousId?: string } => {
  const open = openOf(draft, scopeOfLift(finding), kind);
  if (!open) {
    const previousId = tools.previousOf(kind);
    return previousId === undefined ? {} : { previousId };
  }
  const endedAtMs = isEnded(open) ? open.resolvedAtMs : undefined;
  if (endedAtMs === undefined || tools.nowMs - endedAtMs <= tools.policy.reopenWithinMs) return { open };
  const why = { atMs: tools.nowMs, reason: 'begins-anew-after-the-window' };
  draft.put(moved({ ...open, closedBy: 'liftwatch', causeCode: open.causeCode ?? 'not-determined' }, 'closed', why));
  return { previousId: open.incidentId };
};

/** Puts a finding into its lift's incident of that kind, or opens it. */
const intoLift = (
  draft: Draft,
  finding: Finding,
  how: { readonly kind: IncidentKind; readonly reason: string; readonly suspects: boolean; readonly tools: Tools },
): string => {
  const { nowMs, hash } = how.tools;
  const { open, previousId } = finding.change === 'cleared' ? {} : joined(draft, finding, how.kind, how.tools);
  const weight = how.suspects ? 'suspects' : 'full';
  const next = open
    ? foldFinding(open, finding, { atMs: nowMs, reason: how.reason, weight })
    : openForLift(finding, { ...how, nowMs, hash, ...(previousId === undefined ? {} : { previousId }) });
  draft.put(next);
  return next.incidentId;
};

const intoParent = (draft: Draft, finding: Finding, place: Place & { to: 'parent' }, tools: Tools): string => {
  const open = openOf(draft, place.scope, place.kind) ?? openParent(finding, { ...place, ...tools });
  const why = { atMs: tools.nowMs, reason: place.reason };
  const all = [...place.takes.map((h) => h.finding), ...(place.own ? [] : [finding])];
  const parent = all.reduce((incident, child) => suppressUnder(incident, child, why), open);
  draft.put(
    place.own
      ? noted(parent, { ...why, what: 'own-incident', detail: `${finding.code} of lift ${finding.liftId}` })
      : parent,
  );
  for (const { finding: child } of place.takes) {
    draft.held.delete(child.findingId);
    remember(draft, child, [parent.incidentId]);
  }
  return parent.incidentId;
};

/** The root that comes after its consequence: the consequence's incident is merged into the root's. */
const mergeConsequences = (draft: Draft, finding: Finding, rootId: string, tools: Tools): void => {
  for (const row of tools.policy.roots.filter((r) => r.rootCode === finding.code)) {
    const root = draft.open.get(rootId);
    const other = openOf(draft, scopeOfLift(finding), `fault/${row.code}`);
    const near = other?.members.some((m) => isNear(m, finding.at, row.windowMs));
    if (!root || !other || !near || isEnded(other)) continue;
    const reason = `${row.rootCode}-within-${row.windowMs / 1_000}-s-of-${row.code}`;
    mergeInto(draft, { root, other, to: 'resolved' }, { atMs: tools.nowMs, reason });
  }
};

/** Carries out where correlation put a finding that has no incident yet. */
export const settleNew = (draft: Draft, finding: Finding, place: Place, tools: Tools): void => {
  if (place.to === 'hold') {
    draft.held.set(finding.findingId, { finding, heldUntilMs: tools.nowMs + tools.policy.groupWaitMs });
    remember(draft, finding, []);
    return;
  }
  if (place.to === 'lift') {
    const id = intoLift(draft, finding, { ...place, suspects: place.suspects ?? false, tools });
    remember(draft, finding, [id]);
    if (draft.open.has(id)) mergeConsequences(draft, finding, id, tools);
    return;
  }
  const parentId = intoParent(draft, finding, place, tools);
  const ownId = place.own ? [intoLift(draft, finding, { ...place.own, tools })] : [];
  remember(draft, finding, [...ownId, ...(place.own ? [] : [parentId])]);
};

const inMembers = (incident: Incident, findingId: string): boolean =>
  incident.members.some((m) => m.findingId === findingId);

/** A line of a finding that is already in one or more open incidents. False: none of them is open any more. */
export const settleKnown = (draft: Draft, finding: Finding, seen: Seen, tools: Tools): boolean => {
  const open = seen.incidentIds.map((id) => draft.open.get(id)).filter((i) => i !== undefined);
  if (open.length === 0) return false;
  for (const incident of open) {
    if (inMembers(incident, finding.findingId))
      draft.put(foldFinding(incident, finding, { atMs: tools.nowMs, reason: 'line-of-a-member', weight: 'full' }));
    else if (finding.change === 'cleared') draft.put(clearUnder(incident, finding, tools.nowMs));
  }
  remember(draft, finding, seen.incidentIds);
  return true;
};

/** After a person closed the incident, only a finding that has grown worse opens another. */
export const isWorse = (finding: Finding, seen: Seen): boolean =>
  finding.change !== 'cleared' &&
  ((finding.stage === 'alarm' && seen.stage !== 'alarm') || comparePriority(finding.priority, seen.priority) < 0);

export const rememberOnly = remember;
