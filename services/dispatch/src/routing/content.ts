import {
  comparePriority,
  type Bilingual,
  type DeliveryContent,
  type Incident,
  type IncidentMember,
} from '@liftwatch/schemas';
import { isActive } from '../incidents/member.ts';

const leading = (members: readonly IncidentMember[]): IncidentMember | undefined =>
  [...members].sort(
    (a, b) => Number(isActive(b)) - Number(isActive(a)) || comparePriority(a.priority, b.priority) || a.atMs - b.atMs,
  )[0];

const sharedSummary = (incident: Incident): Bilingual => {
  const count = new Set(incident.suppressed.map((s) => s.liftId)).size;
  return incident.kind === 'site-power'
    ? { zh: `楼宇停电，${count}台电梯受影响`, en: `site power lost, ${count} lifts affected` }
    : { zh: `网络中断，${count}台终端失联，状态未知`, en: `network outage, ${count} terminals silent, state unknown` };
};

/** The facts of a message, frozen at the moment of the decision. */
export const contentOf = (incident: Incident, takeOutOfUse: boolean): DeliveryContent => {
  const lead = leading(incident.members);
  const onsets = [...incident.members.map((m) => m.atMs), ...incident.suppressed.map((s) => s.atMs)];
  return {
    kind: incident.kind,
    priority: incident.priority,
    occupancy: incident.occupancy,
    confirmation: incident.confirmation,
    scope: incident.scope,
    lift: incident.lift,
    ...(incident.liftId === undefined ? {} : { liftId: incident.liftId }),
    codes: [...new Set([...incident.members, ...incident.suppressed].map((m) => m.code))],
    summary: lead?.summary ?? sharedSummary(incident),
    onsetAtMs: Math.min(incident.openedAtMs, ...onsets),
    ageMs: lead?.ageMs ?? 0,
    ...(lead?.notConfirmedSinceMs === undefined ? {} : { notConfirmedSinceMs: lead.notConfirmedSinceMs }),
    ...(lead?.selfReleased === undefined ? {} : { selfReleased: lead.selfReleased }),
    takeOutOfUse,
    suppressedLiftsCount: new Set(incident.suppressed.map((s) => s.liftId)).size,
  };
};
