import type { Finding, Incident, IncidentKind, UnixMs } from '@liftwatch/schemas';
import { memberOf } from './member.ts';
import { isDrill, scopeOfLift } from './scope.ts';

/** Names things so that the same causes always give the same name. */
export type Hash = (text: string) => string;

const base = (finding: Finding, nowMs: UnixMs) => ({
  confirmation: finding.confirmation,
  priority: finding.priority,
  occupancy: finding.occupancy,
  episode: 1,
  revision: 1,
  lift: finding.lift,
  openedAtMs: nowMs,
  updatedAtMs: nowMs,
});

const pastState = (finding: Finding): Pick<Incident, 'state' | 'outcome'> => {
  if (finding.stage === 'history') return { state: 'history', outcome: 'history' };
  if (finding.stage === 'withdrawn') return { state: 'withdrawn', outcome: 'withdrawn' };
  return { state: 'history', outcome: finding.stage === 'rejected' ? 'rejected' : 'released' };
};

/** A new incident of one lift, begun by its first finding; one that is already past is kept as history, never sent. */
export const openForLift = (
  finding: Finding,
  how: {
    readonly kind: IncidentKind;
    readonly nowMs: UnixMs;
    readonly reason: string;
    readonly suspects: boolean;
    readonly hash: Hash;
    readonly previousId?: string;
  },
): Incident => {
  const past = finding.change === 'cleared';
  const alarm = finding.stage === 'alarm' && !how.suspects;
  const live: Pick<Incident, 'state'> = { state: alarm ? 'alarm' : 'suspected' };
  const state = past ? pastState(finding) : live;
  const scope = scopeOfLift(finding);
  return {
    incidentId: how.hash(`incident|${scope}|${how.kind}|${finding.findingId}|${finding.revision}`),
    scope,
    liftId: finding.liftId,
    kind: how.kind,
    ...base(finding, how.nowMs),
    ...state,
    ...(isDrill(finding) ? { drill: true } : {}),
    ...(alarm && !past ? { alarmAtMs: how.nowMs } : {}),
    ...(how.previousId === undefined ? {} : { previousId: how.previousId }),
    members: [memberOf(finding, how.suspects ? 'suspects' : 'full')],
    suppressed: [],
    timeline: [
      {
        atMs: how.nowMs,
        what: `opened-${state.state}`,
        reason: how.reason,
        detail: `${finding.code} ${finding.stage} ${finding.priority} ${finding.occupancy} ${finding.rule.name}@${finding.rule.version} ${finding.findingId}#${finding.revision}`,
      },
    ],
  };
};

/** A new incident that stands for many lifts at once. Its severity is its own: people in danger have incidents of theirs. */
export const openParent = (
  first: Finding,
  how: {
    readonly kind: 'site-power' | 'network';
    readonly scope: string;
    readonly nowMs: UnixMs;
    readonly reason: string;
    readonly hash: Hash;
  },
): Incident => {
  const { name: _name, floor: _floor, ...place } = first.lift;
  return {
    incidentId: how.hash(`incident|${how.scope}|${how.kind}|${first.findingId}|${first.revision}`),
    scope: how.scope,
    kind: how.kind,
    ...base(first, how.nowMs),
    confirmation: 'none',
    priority: 'P3',
    occupancy: 'empty',
    lift: place,
    state: 'alarm',
    alarmAtMs: how.nowMs,
    members: [],
    suppressed: [],
    timeline: [{ atMs: how.nowMs, what: 'opened-alarm', reason: how.reason }],
  };
};
