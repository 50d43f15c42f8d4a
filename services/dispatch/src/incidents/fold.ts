import {
  comparePriority,
  type Finding,
  type Incident,
  type IncidentMember,
  type IncidentState,
} from '@liftwatch/schemas';
import { endOf, move, moved, noted, type Why } from './lifecycle.ts';
import { memberOf, withMember } from './member.ts';
import { standOf, type Stand } from './stand.ts';
import { isEnded, isLive } from './states.ts';

/** Takes the finding into the incident and settles it. Idempotent for the same (findingId, revision). Pure. */
export const foldFinding = (
  incident: Incident,
  finding: Finding,
  how: Why & { readonly weight: IncidentMember['weight'] },
): Incident => {
  const member = memberOf(finding, how.weight);
  const known = incident.members.find((m) => m.findingId === finding.findingId);
  if (known && known.revision >= finding.revision) return incident;
  const next = noted(
    { ...incident, members: withMember(incident.members, member) },
    {
      atMs: how.atMs,
      what: `finding-${finding.change}`,
      reason: how.reason,
      detail: `${finding.code} ${finding.stage} ${finding.priority} ${finding.occupancy} ${finding.rule.name}@${finding.rule.version} ${finding.findingId}#${finding.revision}`,
    },
  );
  const settled = settle(next, { atMs: how.atMs, reason: `finding-${finding.stage}` });
  if (!isEnded(incident) || !isLive(settled)) return settled;
  // Since it ended the lift may have been taken out of the registry, or registered: whom it was told to stays, and the operator hears too. It
  // may have gone over to another firm: that one is called now.
  const { registered, firmId } = finding.lift;
  return { ...settled, lift: { ...settled.lift, registered, ...(firmId === undefined ? {} : { firmId }) } };
};

const notePriority = (incident: Incident, from: Incident['priority'], why: Why): Incident => {
  const order = comparePriority(incident.priority, from);
  if (order === 0) return incident;
  return noted(incident, {
    ...why,
    what: order < 0 ? 'severity-up' : 'severity-down',
    detail: `${from} to ${incident.priority}`,
  });
};

const noteConfirmation = (incident: Incident, from: Incident['confirmation'], why: Why): Incident =>
  incident.confirmation === from
    ? incident
    : noted(incident, { ...why, what: incident.confirmation, reason: 'a-person-said-so' });

/**
 * An alarm is not taken back to suspected while it lasts: what was said stays said until it ends. What people have made
 * of it stays too: a further finding does not take an incident back from `en-route` to `alarm`.
 */
const targetOf = (incident: Incident, stand: Stand): IncidentState => {
  if (stand.state === 'ended') return isEnded(incident) ? incident.state : endOf(incident, stand.outcome);
  return isLive(incident) && stand.state !== 'withdrawn' ? incident.state : stand.state;
};

/** Who took it on while it was suspected still has it when it becomes an alarm. */
const ownedBefore = (incident: Incident, why: Why): Incident =>
  incident.state === 'alarm' && incident.response?.owner
    ? moved(incident, 'acknowledged', {
        atMs: why.atMs,
        reason: 'taken-on-while-suspected',
        who: incident.response.owner.id,
      })
    : incident;

/** Brings state, severity and marks into line with the members. */
export const settle = (incident: Incident, why: Why): Incident => {
  const stand = standOf(incident);
  const marked = noteConfirmation(
    notePriority(
      { ...incident, priority: stand.priority, occupancy: stand.occupancy, confirmation: stand.confirmation },
      incident.priority,
      why,
    ),
    incident.confirmation,
    why,
  );
  const target = targetOf(incident, stand);
  const outcome = stand.outcome === undefined ? {} : { outcome: stand.outcome };
  if (target === incident.state) return { ...marked, ...(isEnded(incident) ? outcome : {}) };
  const result = move(marked, target, why);
  return result.moved
    ? ownedBefore({ ...result.incident, ...outcome }, why)
    : noted(marked, { ...why, what: 'kept', reason: result.reason });
};
