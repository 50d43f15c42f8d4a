import { catalogueEntry, comparePriority, type Incident, type IncidentMember, type Priority } from '@liftwatch/schemas';
import { isActive } from './member.ts';

/** Where the members say that an incident stands. */
export interface Stand {
  /** ended: freed or resolved, as the kind has it. */
  readonly state: 'suspected' | 'alarm' | 'withdrawn' | 'ended';
  readonly outcome: Incident['outcome'];
  readonly priority: Priority;
  readonly occupancy: Incident['occupancy'];
  readonly confirmation: Incident['confirmation'];
}

const occupancyRank = { empty: 0, unknown: 1, occupied: 2 } as const;

const mostUrgent = (members: readonly IncidentMember[]): Priority =>
  members.map((m) => m.priority).reduce((a, b) => (comparePriority(a, b) <= 0 ? a : b));

const occupancyOf = (members: readonly IncidentMember[]): Incident['occupancy'] =>
  members.map((m) => m.occupancy).reduce((a, b) => (occupancyRank[a] >= occupancyRank[b] ? a : b));

const endOf = (incident: Incident, counted: readonly IncidentMember[]): Pick<Stand, 'state' | 'outcome'> => {
  const newest = counted.reduce((a, b) => (b.atMs >= a.atMs ? b : a));
  if (newest.stage === 'rejected') return { state: 'ended', outcome: 'rejected' };
  if (incident.state === 'suspected') return { state: 'withdrawn', outcome: 'withdrawn' };
  return { state: 'ended', outcome: newest.stage === 'history' ? 'history' : 'released' };
};

const liveState = (active: readonly IncidentMember[]): 'suspected' | 'alarm' =>
  active.some((m) => m.stage === 'alarm' && m.weight === 'full') ? 'alarm' : 'suspected';

const confirmationOf = (incident: Incident, counted: readonly IncidentMember[]): Incident['confirmation'] => {
  if (counted.some((m) => m.confirmation === 'confirmed')) return 'confirmed';
  if (counted.every((m) => m.confirmation === 'rejected')) return 'rejected';
  return incident.confirmation === 'rejected' ? 'none' : incident.confirmation;
};

const kindOf = (member: IncidentMember): string | undefined => catalogueEntry(member.code)?.incidentKind;
const isOver = (member: IncidentMember): boolean => member.stage === 'released' || member.stage === 'rejected';

/** The members that decide whether the incident lasts. */
const deciding = (incident: Incident): readonly IncidentMember[] => {
  const full = incident.members.filter((m) => m.weight === 'full');
  if (full.length === 0) return incident.members;
  const entrapments = incident.kind === 'entrapment' ? full.filter((m) => kindOf(m) === 'entrapment') : [];
  if (!entrapments.some(isOver) || entrapments.some(isActive)) return full;
  return full.filter((m) => kindOf(m)?.startsWith('fault/') !== true);
};

/**
 * What the members add up to. Members of weight `suspects` count only while no full member has come, and a fault of the
 * lift that joined an entrapment no longer counts once the entrapment itself has ended: when the people are out, or a
 * person has said that nobody was in, a fault that goes on must not hold back the all-clear.
 */
export const standOf = (incident: Incident): Stand => {
  const counted = deciding(incident);
  const active = counted.filter(isActive);
  const shown = active.length > 0 ? active : counted;
  const live = { state: liveState(active), outcome: undefined };
  return {
    ...(active.length > 0 ? live : endOf(incident, counted)),
    priority: mostUrgent(shown),
    occupancy: occupancyOf(shown),
    confirmation: confirmationOf(incident, shown),
  };
};
