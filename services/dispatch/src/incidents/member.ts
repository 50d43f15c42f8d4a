import { comparePriority, type Finding, type IncidentMember } from '@liftwatch/schemas';

export const isActive = (member: { readonly stage: Finding['stage'] }): boolean =>
  member.stage === 'suspected' || member.stage === 'alarm';

/** A finding as its incident remembers it. */
export const memberOf = (finding: Finding, weight: IncidentMember['weight']): IncidentMember => ({
  findingId: finding.findingId,
  revision: finding.revision,
  code: finding.code,
  liftId: finding.liftId,
  stage: finding.stage,
  confirmation: finding.confirmation,
  priority: finding.priority,
  occupancy: finding.occupancy,
  sinceMs: finding.onsetAtMs,
  atMs: finding.at,
  weight,
  ...(finding.selfReleased === undefined ? {} : { selfReleased: finding.selfReleased }),
  ...(finding.notConfirmedSince === undefined ? {} : { notConfirmedSinceMs: finding.notConfirmedSince }),
  ageMs: finding.ageMs,
  summary: finding.explanation.summary,
  ...(finding.tags === undefined ? {} : { tags: finding.tags }),
});

/** The members with this one put in the place of its earlier revision; a newer revision is never replaced by an older. */
export const withMember = (members: readonly IncidentMember[], member: IncidentMember): IncidentMember[] => {
  const at = members.findIndex((m) => m.findingId === member.findingId);
  if (at < 0) return [...members, member];
  if (members[at]!.revision >= member.revision) return [...members];
  return members.with(at, afterPerson(members[at]!, { ...member, weight: members[at]!.weight }));
};

/** Whether a moment lies within the window of the time that a member spans, from its onset to its newest line. */
export const isNear = (member: IncidentMember, atMs: number, windowMs: number): boolean =>
  atMs >= member.sinceMs - windowMs && atMs <= member.atMs + windowMs;

/** A person ended it: what still lasts is over for people, whatever the lift says until it has said something worse. */
export const endedByPerson = (
  members: readonly IncidentMember[],
  stage: 'released' | 'rejected',
  by: string,
): IncidentMember[] => members.map((m) => (isActive(m) ? { ...m, stage, endedBy: by } : m));

/** A further line of a member that a person ended: as it was, unless it says something worse or its own end. */
export const afterPerson = (known: IncidentMember, next: IncidentMember): IncidentMember => {
  if (known.endedBy === undefined || !isActive(next)) return next;
  const worse = comparePriority(next.priority, known.priority) < 0;
  return worse ? next : { ...next, stage: known.stage, endedBy: known.endedBy };
};
