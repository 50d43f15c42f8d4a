import type { Delivery, DeliveryState, UnixMs } from '@liftwatch/schemas';
import type { Outcome } from '../channels/channel.ts';
import { waitMsAfter, type BackoffPolicy } from './backoff.ts';

const rank: Readonly<Record<DeliveryState, number>> = { queued: 0, accepted: 1, failed: 2, delivered: 3 };

/** Receipts come in any order: a state is only ever raised. A delivery that arrived stays delivered. */
export const raised = (delivery: Delivery, state: 'accepted' | 'delivered' | 'failed', atMs: UnixMs): Delivery => {
  const stamped: Delivery = { ...delivery, [`${state}AtMs`]: delivery[`${state}AtMs`] ?? atMs };
  return rank[state] > rank[delivery.state] ? { ...stamped, state } : stamped;
};

export interface AfterAttempt {
  readonly delivery: Delivery;
  /** When to try again; undefined: no more. */
  readonly dueAtMs: UnixMs | undefined;
}

/** What an attempt makes of a delivery. Pure. */
export const afterAttempt = (
  delivery: Delivery,
  outcome: Outcome,
  how: { readonly nowMs: UnixMs; readonly random: () => number; readonly backoff: BackoffPolicy },
): AfterAttempt => {
  if (outcome.is === 'accepted' || outcome.is === 'delivered')
    return { delivery: raised(delivery, outcome.is, how.nowMs), dueAtMs: undefined };
  const next: Delivery = {
    ...delivery,
    lastError: outcome.reason,
    possiblyRepeated: delivery.possiblyRepeated || outcome.is === 'unknown',
  };
  // A receipt can have come in while the answer was awaited.
  if (delivery.state !== 'queued') return { delivery: next, dueAtMs: undefined };
  if (outcome.is === 'refused' || delivery.attempts >= how.backoff.maxAttemptsCount)
    return { delivery: raised(next, 'failed', how.nowMs), dueAtMs: undefined };
  const asked = outcome.retryAfterMs === undefined ? {} : { retryAfterMs: outcome.retryAfterMs };
  return {
    delivery: next,
    dueAtMs: how.nowMs + waitMsAfter(delivery.attempts, how.backoff, { random: how.random, ...asked }),
  };
};
