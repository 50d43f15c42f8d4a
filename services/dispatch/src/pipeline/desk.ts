import { keyOf } from '../holding/held-back.ts';
import { sentOf, type Sent } from '../holding/stage.ts';
import { isOpen } from '../incidents/states.ts';
import { toldAfter, type Decision, type Desk } from './draft.ts';

/** The budget looks back no further than this. */
export const SENT_WITHIN_MS = 3_600_000;

const recent = (sent: readonly Sent[]): readonly Sent[] => {
  const newest = sent.at(-1)?.atMs ?? 0;
  return sent.filter((s) => s.atMs > newest - SENT_WITHIN_MS);
};

/** The working set after a decision that is now durable. Pure. */
export const deskAfter = (desk: Desk, decision: Decision): Desk => {
  const open = new Map(desk.open);
  const told = new Map(desk.told);
  const held = new Map(desk.held);
  const digested = decision.inDigest.map((d) => ({ ...d, notice: 'digest' as const }));
  for (const delivery of [...decision.deliveries, ...digested])
    told.set(delivery.incidentId, toldAfter(told.get(delivery.incidentId) ?? [], delivery));
  for (const incident of decision.incidents) {
    if (isOpen(incident)) open.set(incident.incidentId, incident);
    else {
      open.delete(incident.incidentId);
      told.delete(incident.incidentId);
    }
  }
  const heldBack = new Map(desk.heldBack);
  for (const one of decision.heldBack) heldBack.set(keyOf(one), one);
  for (const { key } of decision.unheldBack) heldBack.delete(key);
  for (const one of decision.held) held.set(one.finding.findingId, one);
  for (const id of decision.unheld) held.delete(id);
  return {
    ...desk,
    open,
    held,
    told,
    heldBack,
    heldLookedAtMs: decision.heldLookedAtMs ?? desk.heldLookedAtMs,
    sent: recent([...desk.sent, ...decision.deliveries.flatMap(sentOf)]),
  };
};
