import { isOpen } from '../incidents/states.ts';
import { toldAfter, type Decision, type Desk } from './draft.ts';

/** The working set after a decision that is now durable. Pure. */
export const deskAfter = (desk: Desk, decision: Decision): Desk => {
  const open = new Map(desk.open);
  const told = new Map(desk.told);
  const held = new Map(desk.held);
  for (const delivery of decision.deliveries)
    told.set(delivery.incidentId, toldAfter(told.get(delivery.incidentId) ?? [], delivery));
  for (const incident of decision.incidents) {
    if (isOpen(incident)) open.set(incident.incidentId, incident);
    else {
      open.delete(incident.incidentId);
      told.delete(incident.incidentId);
    }
  }
  for (const one of decision.held) held.set(one.finding.findingId, one);
  for (const id of decision.unheld) held.delete(id);
  return { open, held, told };
};
