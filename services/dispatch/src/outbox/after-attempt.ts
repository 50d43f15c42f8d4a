import type { Delivery, DeliveryState, UnixMs } from '@liftwatch/schemas';
import type { Outcome } from '../channels/channel.ts';
import { waitMsAfter, type BackoffPolicy } from './backoff.ts';

const rank: Readonly<Record<DeliveryState, number>> = {
  queued: 0,
  accepted: 1,
  failed: 2,
  superseded: 2,
  delivered: 3,
  acknowledged: 4,
};

/** Nothing more is due. */
export const NEVER_MS: UnixMs = Number.MAX_SAFE_INTEGER;

/** Without a carrier for so long the next person is told, while this one is tried on. */
const UNREACHED_AFTER_MS = 30_000;

/** For the receipt of a message whose answer was lost, after a first receipt has shown that the carrier has it. */
export const RECEIPT_GRACE_MS = 60_000;

/** Receipts come in any order: a state is only ever raised. A delivery that arrived stays delivered. */
export const raised = (
  delivery: Delivery,
  state: Exclude<DeliveryState, 'queued' | 'superseded'>,
  atMs: UnixMs,
): Delivery => {
  const stamped: Delivery = { ...delivery, [`${state}AtMs`]: delivery[`${state}AtMs`] ?? atMs };
  return rank[state] > rank[delivery.state] ? { ...stamped, state } : stamped;
};

/** Why the next person must be told. */
export type Unreached = 'no-carrier' | 'no-receipt' | 'given-up' | 'line-busy';

export interface AfterAttempt {
  readonly delivery: Delivery;
  /** When to try again, or when a receipt is missed; {@link NEVER_MS}: no more; absent: as before. */
  readonly dueAtMs?: UnixMs;
  readonly unreached?: Unreached;
}

export interface AttemptMeans {
  readonly nowMs: UnixMs;
  readonly random: () => number;
  readonly backoff: BackoffPolicy;
  /** Whether another carrier can have its turn in this round. */
  readonly hasAnother: (delivery: Delivery) => boolean;
}

/** Remembers which carrier had its turn, and which will never take the message. */
export const withTurn = (delivery: Delivery, provider: string | undefined, refused: boolean): Delivery =>
  provider === undefined
    ? delivery
    : {
        ...delivery,
        provider,
        tried: [...(delivery.tried ?? []), provider],
        ...(refused ? { refusedBy: [...(delivery.refusedBy ?? []), provider] } : {}),
      };

/** Told once, and once more when it is given up. */
const told = (delivery: Delivery, why: Unreached, nowMs: UnixMs) => {
  const isFirst = delivery.unreachedAtMs === undefined;
  return {
    delivery: isFirst ? { ...delivery, unreachedAtMs: nowMs } : delivery,
    ...(isFirst || why === 'given-up' ? { unreached: why } : {}),
  };
};

const taken = (
  delivery: Delivery,
  outcome: Outcome & { is: 'accepted' | 'delivered' },
  nowMs: UnixMs,
): AfterAttempt => {
  const { provider } = outcome;
  const carrierId = outcome.is === 'accepted' ? outcome.carrierId : undefined;
  const next: Delivery = {
    ...raised(withTurn(delivery, provider, false), outcome.is, nowMs),
    ...(carrierId === undefined ? {} : { carrierId }),
  };
  const waitMs = outcome.is === 'accepted' ? outcome.receiptWaitMs : undefined;
  return { delivery: next, dueAtMs: waitMs === undefined || next.state !== 'accepted' ? NEVER_MS : nowMs + waitMs };
};

/** What an attempt makes of a delivery: the next carrier at once, the same ones later, or given up. Pure. */
export const afterAttempt = (delivery: Delivery, outcome: Outcome, how: AttemptMeans): AfterAttempt => {
  const { nowMs } = how;
  if (outcome.is === 'accepted' || outcome.is === 'delivered') return taken(delivery, outcome, nowMs);
  const untried = outcome.is !== 'refused' && outcome.untried === true;
  const next: Delivery = {
    ...withTurn(delivery, outcome.provider, outcome.is === 'refused'),
    attempts: delivery.attempts - (untried ? 1 : 0),
    lastError: outcome.reason,
    possiblyRepeated: delivery.possiblyRepeated || outcome.is === 'unknown',
  };
  // A receipt can have come in while the answer was awaited.
  if (delivery.state !== 'queued') return { delivery: next, dueAtMs: nowMs + RECEIPT_GRACE_MS };
  const ageMs = nowMs - (delivery.retriedAtMs ?? delivery.createdAtMs);
  const isLast = next.attempts >= how.backoff.maxAttemptsCount || ageMs >= how.backoff.maxAgeMs;
  // Refused before any carrier had it: nobody has a number to send it to.
  const isNobodys = outcome.is === 'refused' && outcome.provider === undefined;
  if (!isLast && !isNobodys && how.hasAnother(next)) return { delivery: next, dueAtMs: nowMs };
  const again: Delivery = { ...next, ...(next.tried === undefined ? {} : { tried: [] }) };
  const isRefused = outcome.is === 'refused' && (isNobodys || !how.hasAnother(again));
  if (isLast || isRefused) return { ...told(raised(next, 'failed', nowMs), 'given-up', nowMs), dueAtMs: NEVER_MS };
  const asked =
    outcome.is === 'refused' || outcome.retryAfterMs === undefined ? {} : { retryAfterMs: outcome.retryAfterMs };
  const dueAtMs = nowMs + waitMsAfter(Math.max(1, again.attempts), how.backoff, { random: how.random, ...asked });
  const roundIsOver = outcome.provider !== undefined || ageMs >= UNREACHED_AFTER_MS;
  return { ...(roundIsOver ? told(again, 'no-carrier', nowMs) : { delivery: again }), dueAtMs };
};

/** No receipt came in time: the next carrier, marked possibly repeated; without one the next person is told. Pure. */
export const afterSilence = (delivery: Delivery, how: Pick<AttemptMeans, 'nowMs' | 'hasAnother'>): AfterAttempt => {
  if (delivery.state !== 'accepted') return { delivery, dueAtMs: NEVER_MS };
  if (how.hasAnother(delivery))
    return {
      delivery: { ...delivery, state: 'queued', possiblyRepeated: true, lastError: 'no-receipt-in-time' },
      dueAtMs: how.nowMs,
    };
  return { ...told(delivery, 'no-receipt', how.nowMs), dueAtMs: NEVER_MS };
};

/** A carrier says that the message failed. Another takes over, where there is one; one that has moved on stays. Pure. */
export const afterFailedReceipt = (
  delivery: Delivery,
  from: string | undefined,
  how: Pick<AttemptMeans, 'nowMs' | 'hasAnother'>,
): AfterAttempt => {
  const isOld = from !== undefined && delivery.provider !== undefined && from !== delivery.provider;
  if (isOld || (delivery.state !== 'queued' && delivery.state !== 'accepted')) return { delivery };
  const provider = from ?? delivery.provider;
  const next: Delivery = {
    ...delivery,
    lastError: 'receipt: failed',
    ...(provider === undefined ? {} : { refusedBy: [...(delivery.refusedBy ?? []), provider] }),
  };
  if (provider !== undefined && how.hasAnother(next))
    return { delivery: { ...next, state: 'queued' }, dueAtMs: how.nowMs };
  return { ...told(raised(next, 'failed', how.nowMs), 'given-up', how.nowMs), dueAtMs: NEVER_MS };
};
