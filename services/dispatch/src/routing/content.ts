import {
  catalogueEntry,
  comparePriority,
  type Bilingual,
  type DeliveryContent,
  type Incident,
  type IncidentMember,
} from '@liftwatch/schemas';
import { isActive } from '../incidents/member.ts';
import { isEnded, isLive } from '../incidents/states.ts';

/** What goes on before what is over, the most urgent first; of equals what the incident is about, then the oldest. */
const leading = ({ kind, members }: Incident): IncidentMember | undefined => {
  const isOther = (m: IncidentMember): number => Number(catalogueEntry(m.code)?.incidentKind !== kind);
  return [...members].sort(
    (a, b) =>
      Number(isActive(b)) - Number(isActive(a)) ||
      comparePriority(a.priority, b.priority) ||
      isOther(a) - isOther(b) ||
      a.atMs - b.atMs,
  )[0];
};

/** Once an incident is over, its own newest member says why; a fault that joined it and goes on does not. */
const concluding = (incident: Incident): IncidentMember | undefined => {
  const own = incident.members.filter((m) => !isActive(m) && catalogueEntry(m.code)?.incidentKind === incident.kind);
  return own.sort((a, b) => b.atMs - a.atMs)[0];
};
const isOver = (incident: Incident): boolean => isEnded(incident) || incident.state === 'withdrawn';

/** What a person ended while the lift still said so: its own summary tells of the alarm. */
const endedByPerson = (incident: Incident, { endedBy }: IncidentMember): Bilingual | undefined => {
  if (endedBy === undefined || isLive(incident)) return undefined;
  if (incident.outcome === 'rejected') return { zh: '人工核实为误报', en: 'a person has found that it was not so' };
  return incident.kind === 'entrapment'
    ? { zh: '困人结束：人工确认已解救', en: 'Entrapment over: a person says that people are out' }
    : { zh: '人工确认已解除', en: 'a person says that it is over' };
};

const sharedSummary = (incident: Incident): Bilingual => {
  const count = new Set(incident.suppressed.map((s) => s.liftId)).size;
  return incident.kind === 'site-power'
    ? { zh: `楼宇停电，${count}台电梯受影响`, en: `site power lost, ${count} lifts affected` }
    : { zh: `网络中断，${count}台终端失联，状态未知`, en: `network outage, ${count} terminals silent, state unknown` };
};

/** Since when it is so: of what goes on; when it is over, of what the message tells the end of. */
const onsetOf = (incident: Incident, lead: IncidentMember | undefined): number => {
  const onsets = incident.members.filter(isActive).map((m) => m.sinceMs);
  if (onsets.length === 0 && lead) return lead.sinceMs;
  return Math.min(...(onsets.length > 0 ? onsets : [incident.openedAtMs]), ...incident.suppressed.map((s) => s.atMs));
};

/** The facts of a message, frozen at the moment of the decision. */
export const contentOf = (
  incident: Incident,
  more: Pick<DeliveryContent, 'takeOutOfUse' | 'level' | 'note' | 'toOwner'>,
): DeliveryContent => {
  const lead = (isOver(incident) ? concluding(incident) : undefined) ?? leading(incident);
  return {
    kind: incident.kind,
    priority: incident.priority,
    occupancy: incident.occupancy,
    confirmation: incident.confirmation,
    scope: incident.scope,
    lift: incident.lift,
    ...(incident.liftId === undefined ? {} : { liftId: incident.liftId }),
    codes: [...new Set([...incident.members, ...incident.suppressed].map((m) => m.code))],
    summary: (lead && endedByPerson(incident, lead)) ?? lead?.summary ?? incident.summary ?? sharedSummary(incident),
    onsetAtMs: onsetOf(incident, lead),
    ageMs: lead?.ageMs ?? 0,
    ...(lead?.notConfirmedSinceMs === undefined ? {} : { notConfirmedSinceMs: lead.notConfirmedSinceMs }),
    ...(lead?.selfReleased === undefined ? {} : { selfReleased: lead.selfReleased }),
    ...(incident.drill ? { drill: true } : {}),
    ...(incident.outcome === 'merged' && incident.parentId !== undefined ? { goesOnIn: incident.parentId } : {}),
    ...more,
    suppressedLiftsCount: new Set(incident.suppressed.map((s) => s.liftId)).size,
  };
};
