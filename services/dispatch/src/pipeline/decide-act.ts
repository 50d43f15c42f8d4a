import type { Bilingual, ContextEntry, Incident, TimelineEntry, UnixMs } from '@liftwatch/schemas';
import { isStaged } from '../incidents/drill.ts';
import type { Action, Acted, Actor } from '../incidents/actions/action.ts';
import { perform } from '../incidents/actions/perform.ts';
import { personOf } from '../routing/directory.ts';
import { levelOfRole } from '../routing/level.ts';
import { takeNextStep } from '../escalation/take-step.ts';
import { escalationFor } from '../escalation/which.ts';
import { putStep } from './decide-escalation.ts';
import { Draft, NOTHING, type Decision, type Desk } from './draft.ts';
import type { Means } from './means.ts';
import { routeChanged } from './route-changed.ts';

/** A person's step: which incident, who, what. `level` where the caller knows it; else his role tells. */
export interface ActOrder {
  readonly incidentId: string;
  readonly by: string;
  readonly level?: 1 | 2 | 3;
  /** How he said so; absent: liftwatch itself acts. */
  readonly via?: TimelineEntry['via'];
  readonly action: Action;
}

export type ActedOrNot =
  | { readonly done: true; readonly decision: Decision }
  | { readonly done: false; readonly reason: string; readonly decision: Decision };

const actorOf = (desk: Desk, order: ActOrder, incident: Incident): Actor => {
  const told = desk.told.get(incident.incidentId)?.find((t) => t.recipientId === order.by || personOf(t) === order.by);
  const level = order.level ?? (told ? levelOfRole(told.role) : undefined) ?? incident.response?.level ?? 1;
  return { id: order.by, level };
};

const forEngine = (
  incident: Incident,
  acted: Acted & { done: true },
  how: { order: ActOrder; nowMs: UnixMs; means: Means },
): ContextEntry[] => {
  const { decision } = acted;
  if (decision === undefined || incident.liftId === undefined) return [];
  const { order, nowMs, means } = how;
  // An entrapment is the lift's; of anything else, and of an exercise, the finding is named: the real one must not end by it.
  const findings =
    incident.kind === 'entrapment' && !incident.drill ? [undefined] : incident.members.map((m) => m.findingId);
  const heard = findings.filter((findingId) => findingId === undefined || !isStaged(findingId));
  return heard.map((findingId) => ({
    type: 'operator-decision',
    id: means.hash(`decision|${incident.incidentId}|${incident.revision}|${decision}|${findingId ?? ''}`),
    liftId: incident.liftId as string,
    at: nowMs,
    decision,
    operatorId: order.by.slice(0, 64),
    ...(findingId === undefined ? {} : { findingId }),
  }));
};

const becauseOf = ({ by, action }: ActOrder): Bilingual =>
  action.is === 'eta'
    ? {
        zh: `${by}预计${action.etaMinutes}分钟后才到`,
        en: `${by} expects to be there in ${action.etaMinutes} min only`,
      }
    : { zh: `${by}不能来`, en: `${by} cannot come` };

/** A refusal, or a promise to come too late, calls the next without waiting for the clock. */
const callNext = (
  draft: Draft,
  order: ActOrder,
  how: { readonly incidentId: string; readonly nowMs: UnixMs; readonly means: Means },
): void => {
  const incident = draft.open.get(how.incidentId);
  const policy = incident && escalationFor(incident, how.means.policy);
  if (!policy || !incident) return;
  const { action } = order;
  const etaMs = action.is === 'eta' ? action.etaMinutes * 60_000 : 0;
  const isFree = action.is === 'refuse' && incident.response?.owner === undefined;
  const taken = takeNextStep(incident, policy, {
    nowMs: how.nowMs,
    reason: action.is === 'refuse' ? 'refused' : 'eta-too-late',
    because: becauseOf(order),
    fits: (step) => (isFree && step.clock === 'acknowledge') || etaMs > (step.whenEtaAboveMs ?? Infinity),
  });
  if (taken) putStep(draft, taken);
};

/** What the step added to the timeline says how the person said so. */
const withWay = (before: Incident, after: Incident, { via }: ActOrder): Incident =>
  via === undefined
    ? after
    : {
        ...after,
        timeline: after.timeline.map((entry, n) => (n < before.timeline.length ? entry : { ...entry, via })),
      };

/** A person acts on an open incident: one step of the machine, whoever must know is told, the engine hears of it. Pure. */
export const decideAct = (
  desk: Desk,
  given: { readonly order: ActOrder; readonly nowMs: UnixMs },
  means: Means,
): ActedOrNot => {
  const { order, nowMs } = given;
  const incident = desk.open.get(order.incidentId);
  if (!incident) return { done: false, reason: 'not-open', decision: NOTHING };
  const acted = perform(incident, order.action, { by: actorOf(desk, order, incident), atMs: nowMs });
  const draft = new Draft(desk);
  if (acted.incident && acted.incident !== incident) draft.put(withWay(incident, acted.incident, order));
  if (acted.done && acted.incident !== incident) callNext(draft, order, { incidentId: order.incidentId, nowMs, means });
  if (acted.done) for (const entry of forEngine(incident, acted, { order, nowMs, means })) draft.tellEngine(entry);
  routeChanged(draft, nowMs, means);
  const decision = draft.decision();
  return acted.done ? { done: true, decision } : { done: false, reason: acted.reason, decision };
};
