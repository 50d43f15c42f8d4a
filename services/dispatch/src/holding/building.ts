import { personOf } from '../routing/directory.ts';
import { isPersonal, type HoldStage } from './stage.ts';

/** Several faults of one building within a short time: the first goes out, the others in one message. */
export const building: HoldStage = (delivery, { incident, sent, policy, nowMs }) => {
  const siteId = incident.lift.siteId;
  if (siteId === undefined || !isPersonal(delivery) || delivery.notice !== 'alarm') return undefined;
  const lately = sent.some(
    (s) =>
      s.personId === personOf(delivery) &&
      s.siteId === siteId &&
      s.incidentId !== incident.incidentId &&
      s.atMs > nowMs - policy.building.intervalMs,
  );
  return lately ? { reason: 'grouped-by-building', next: 'digest' } : undefined;
};
