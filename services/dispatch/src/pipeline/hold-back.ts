import type { Bilingual, Delivery, Incident, UnixMs } from '@liftwatch/schemas';
import { isFlapping } from '../holding/flapping.ts';
import { holdOf } from '../holding/hold.ts';
import type { Scene } from '../holding/stage.ts';
import { noted } from '../incidents/lifecycle.ts';
import { kindOfTrouble, openTrouble, scopeOfTrouble, type Trouble } from '../incidents/trouble.ts';
import { openOf } from '../correlation/board.ts';
import type { Call } from '../routing/call.ts';
import type { Draft } from './draft.ts';
import type { Means } from './means.ts';

export const sceneOf = (
  draft: Draft,
  incident: Incident,
  how: { readonly nowMs: UnixMs; readonly means: Means },
): Scene | undefined =>
  how.means.policy.holding && {
    incident,
    board: draft,
    silences: draft.silences,
    attended: draft.attended,
    sent: draft.sent,
    policy: how.means.policy.holding,
    nowMs: how.nowMs,
  };

const unstableTrouble = (incident: Incident): Trouble => ({
  trouble: 'unstable-signal',
  subject: incident.scope,
  summary: {
    zh: `${incident.lift.name ?? incident.scope}的${incident.kind}反复出现与消失，请检查传感器与接线`,
    en: `${incident.kind} at ${incident.lift.name ?? incident.scope} comes and goes: check sensor and wiring`,
  },
});

/** The first time that an incident is found to come and go: told once as unstable, and a ticket for its device. */
const markUnstable = (
  draft: Draft,
  incident: Incident,
  how: { readonly nowMs: UnixMs; readonly means: Means },
): Incident => {
  const trouble = unstableTrouble(incident);
  if (!openOf(draft, scopeOfTrouble(trouble), kindOfTrouble(trouble)))
    draft.put(openTrouble(trouble, { nowMs: how.nowMs, hash: how.means.hash }));
  return noted(incident, { atMs: how.nowMs, what: 'unstable', reason: 'flapping' });
};

const saidUnstable = (incident: Incident, sinceMs: UnixMs): boolean =>
  incident.timeline.some((t) => t.what === 'unstable' && t.atMs > sinceMs);

const unstableNote = {
  zh: '信号不稳定，反复出现与消失，稳定前不再逐次通知',
  en: 'unstable: comes and goes, no message each time',
};

/** What people call the step of escalation by which a message goes out; others are told by a row of the routing. */
const whyOf = (calls: readonly Call[], { reason }: Delivery): { readonly why?: Bilingual } => {
  const call = calls.find((one) => one.reason === reason);
  return call ? { why: { zh: `按步骤“${call.name.zh}”`, en: `by the step "${call.name.en}"` } } : {};
};

/** Sends what nothing holds, lists what waits, each with its reason on the timeline. The incident as it then stands. */
export const sendOrHold = (
  draft: Draft,
  given: { readonly incident: Incident; readonly deliveries: readonly Delivery[] },
  how: { readonly nowMs: UnixMs; readonly means: Means },
): Incident => {
  let { incident } = given;
  const scene = sceneOf(draft, incident, how);
  const window = how.means.policy.holding?.flapping.withinMs ?? 0;
  const tellsUnstable =
    scene !== undefined &&
    given.deliveries.length > 0 &&
    isFlapping(incident, scene.policy, how.nowMs) &&
    !saidUnstable(incident, how.nowMs - window);
  if (tellsUnstable) incident = markUnstable(draft, incident, how);
  const calls = draft.callsOf(incident.incidentId);
  for (const delivery of given.deliveries) {
    const hold = scene && holdOf(delivery, scene);
    if (hold && !(hold.reason === 'flapping' && tellsUnstable)) {
      // Each further line of the log would hold the same message anew.
      if (draft.waitsAlready(delivery)) continue;
      draft.holdBack({ ...hold, delivery, heldAtMs: how.nowMs });
      const detail = `${delivery.notice} ${delivery.channel} ${delivery.recipientId}`;
      incident = noted(incident, {
        atMs: how.nowMs,
        what: 'held-back',
        reason: hold.reason,
        ...(hold.why ? { why: hold.why } : {}),
        who: delivery.recipientId,
        detail,
      });
      continue;
    }
    const said = hold ? { ...delivery, content: { ...delivery.content, note: unstableNote } } : delivery;
    draft.send([said]);
    const detail = `${said.notice} ${said.channel} ${said.recipientId} ${said.deliveryId}`;
    incident = noted(incident, {
      atMs: how.nowMs,
      what: `told-${said.role}`,
      reason: said.reason,
      ...whyOf(calls, said),
      who: said.recipientId,
      detail,
    });
  }
  return incident;
};
