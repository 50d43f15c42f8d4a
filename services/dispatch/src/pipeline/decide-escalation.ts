import type { UnixMs } from '@liftwatch/schemas';
import { nextStepAt } from '../escalation/clocks.ts';
import { takeDueStep, type Taken } from '../escalation/take-step.ts';
import { escalationFor } from '../escalation/which.ts';
import { stepName } from '../escalation/words.ts';
import { Draft, NOTHING, type Decision, type Desk } from './draft.ts';
import type { Means } from './means.ts';
import { routeChanged } from './route-changed.ts';

/** Puts a step that was taken into the draft, with whom it tells. */
export const putStep = (draft: Draft, taken: Taken): void => {
  const { incident, step, note, noteOfNobody } = taken;
  draft.put(incident);
  draft.call(incident.incidentId, { ...step, reason: step.id, name: stepName(step), note, noteOfNobody });
};

/** When the next clock of any incident passes. */
export const nextClockAt = (desk: Desk, means: Means): UnixMs | undefined => {
  let next: UnixMs | undefined;
  for (const incident of desk.open.values()) {
    const policy = escalationFor(incident, means.policy);
    const at = policy && nextStepAt(incident, policy);
    if (at !== undefined && (next === undefined || at < next)) next = at;
  }
  return next;
};

/** Clocks that have passed: each incident takes one step, the furthest due. Pure. */
export const decideEscalation = (desk: Desk, nowMs: UnixMs, means: Means): Decision => {
  const due = [...desk.open.values()].flatMap((incident) => {
    const policy = escalationFor(incident, means.policy);
    return policy && (nextStepAt(incident, policy) ?? Infinity) <= nowMs ? [{ incident, policy }] : [];
  });
  if (due.length === 0) return NOTHING;
  const draft = new Draft(desk);
  for (const { incident, policy } of due) {
    const taken = takeDueStep(incident, policy, nowMs);
    if (taken) putStep(draft, taken);
  }
  routeChanged(draft, nowMs, means);
  return draft.decision();
};
