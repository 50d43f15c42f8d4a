import { personOf } from '../routing/directory.ts';
import { isPersonal, type HoldStage } from './stage.ts';

/** A person has had so many messages within the hour that further ones would be noise: a digest instead. */
export const storm: HoldStage = (delivery, { sent, policy, nowMs }) => {
  if (!isPersonal(delivery)) return undefined;
  const count = sent.filter((s) => s.personId === personOf(delivery) && s.atMs > nowMs - policy.storm.withinMs).length;
  return count >= policy.storm.messagesCount ? { reason: 'storm-budget', next: 'digest' } : undefined;
};
