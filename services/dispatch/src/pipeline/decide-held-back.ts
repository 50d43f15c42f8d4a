import type { Delivery, Incident, UnixMs } from '@liftwatch/schemas';
import { digestDueAt, digestSummary, placeOfDigest, type HeldBack } from '../holding/held-back.ts';
import { ends, holdOf } from '../holding/hold.ts';
import { noted } from '../incidents/lifecycle.ts';
import { isEnded, isLive } from '../incidents/states.ts';
import { contentOf } from '../routing/content.ts';
import { Draft, NOTHING, type Decision, type Desk } from './draft.ts';
import { sceneOf } from './hold-back.ts';
import type { Means } from './means.ts';
import { routeChanged } from './route-changed.ts';

const LOOK_AGAIN_MS = 60_000;

const digestEvery = (held: readonly HeldBack[], means: Means): number =>
  held.some((h) => h.reason === 'storm-budget')
    ? (means.policy.holding?.storm.digestEveryMs ?? 0)
    : (means.policy.holding?.building.intervalMs ?? 0);

const byRecipient = (desk: Desk): ReadonlyMap<string, readonly HeldBack[]> => {
  const groups = new Map<string, HeldBack[]>();
  for (const held of desk.heldBack.values()) {
    if (held.next !== 'digest') continue;
    const { recipientId } = held.delivery;
    groups.set(recipientId, [...(groups.get(recipientId) ?? []), held]);
  }
  return groups;
};

/** When something that waits is looked at again. */
export const nextHeldAt = (desk: Desk, means: Means): UnixMs | undefined => {
  const digests = [...byRecipient(desk).values()].map(
    (held) => digestDueAt(held, digestEvery(held, means)) ?? Infinity,
  );
  const again = [...desk.heldBack.values()].filter((h) => h.next === 'again');
  const looks = again.map((h) => {
    const minute = Math.max(h.heldAtMs, desk.heldLookedAtMs) + LOOK_AGAIN_MS;
    const isAhead = h.untilMs !== undefined && h.untilMs > desk.heldLookedAtMs;
    return isAhead ? Math.min(h.untilMs, minute) : minute;
  });
  const next = Math.min(...digests, ...looks);
  return Number.isFinite(next) ? next : undefined;
};

/** Whether a held message still says what is so. */
const isStillSo = (draft: Draft, held: HeldBack): boolean => {
  const incident = draft.open.get(held.delivery.incidentId);
  if (!incident) return false;
  return ends.includes(held.delivery.notice) ? isEnded(incident) : isLive(incident);
};

/** Sends what nothing holds any more; what is no longer so is taken off the list. */
const lookAgain = (draft: Draft, held: HeldBack, how: { readonly nowMs: UnixMs; readonly means: Means }): void => {
  const incident = draft.open.get(held.delivery.incidentId);
  if (!incident || !isStillSo(draft, held)) return draft.unholdBack(held, 'not-needed');
  const scene = sceneOf(draft, incident, how);
  if (scene && holdOf(held.delivery, scene)) return;
  sendHeld(draft, { held, incident }, how);
};

/** As it would have gone out, with what is so now. */
const sendHeld = (
  draft: Draft,
  { held, incident }: { readonly held: HeldBack; readonly incident: Incident },
  how: { readonly nowMs: UnixMs; readonly means: Means },
): void => {
  const { takeOutOfUse, note } = held.delivery.content;
  const delivery: Delivery = {
    ...held.delivery,
    deliveryId: how.means.hash(`held|${held.delivery.deliveryId}`),
    content: contentOf(incident, { takeOutOfUse, ...(note === undefined ? {} : { note }) }),
    createdAtMs: how.nowMs,
  };
  draft.unholdBack(held, 'sent');
  draft.send([delivery]);
  const detail = `${delivery.notice} ${delivery.channel} ${delivery.recipientId} ${delivery.deliveryId}, held by ${held.reason}`;
  draft.put(
    noted(incident, {
      atMs: how.nowMs,
      what: `told-${delivery.role}`,
      reason: 'nothing-holds-it-any-more',
      who: delivery.recipientId,
      detail,
    }),
  );
};

/** One message for all that waits for a person; it belongs to the newest incident of them, and each notes it. One alone is no digest. */
const sendDigest = (
  draft: Draft,
  held: readonly HeldBack[],
  how: { readonly nowMs: UnixMs; readonly means: Means },
): void => {
  const newest = held.at(-1)!.delivery;
  const alone = held.length === 1 ? draft.open.get(newest.incidentId) : undefined;
  if (alone && isStillSo(draft, held[0]!)) return sendHeld(draft, { held: held[0]!, incident: alone }, how);
  const digest: Delivery = {
    ...newest,
    deliveryId: how.means.hash(`digest|${newest.recipientId}|${held.map((h) => h.delivery.deliveryId).join()}`),
    notice: 'digest',
    reason: held.at(-1)!.reason,
    content: { ...newest.content, lift: placeOfDigest(held), summary: digestSummary(held) },
    createdAtMs: how.nowMs,
  };
  draft.send([digest]);
  for (const one of held) {
    draft.unholdBack(one, 'digest');
    draft.toldInDigest(one);
    const incident = draft.open.get(one.delivery.incidentId);
    if (!incident) continue;
    const detail = `digest ${digest.channel} ${digest.recipientId} ${digest.deliveryId}`;
    draft.put(
      noted(incident, {
        atMs: how.nowMs,
        what: `told-${digest.role}`,
        reason: one.reason,
        who: digest.recipientId,
        detail,
      }),
    );
  }
};

/** What waited is looked at again, and digests that are due go out. Pure. */
export const decideHeldBack = (desk: Desk, nowMs: UnixMs, means: Means): Decision => {
  const next = nextHeldAt(desk, means);
  if (next === undefined || next > nowMs) return NOTHING;
  const draft = new Draft(desk);
  const how = { nowMs, means };
  for (const held of byRecipient(desk).values())
    if ((digestDueAt(held, digestEvery(held, means)) ?? Infinity) <= nowMs) sendDigest(draft, held, how);
  for (const held of desk.heldBack.values()) if (held.next === 'again') lookAgain(draft, held, how);
  draft.lookedAtHeld(nowMs);
  routeChanged(draft, nowMs, means);
  return draft.decision();
};
