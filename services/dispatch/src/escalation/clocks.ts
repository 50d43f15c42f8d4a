import type { Incident, IncidentDeadline, UnixMs } from '@liftwatch/schemas';
import { responseOf, withResponse } from '../incidents/response.ts';
import { isLive } from '../incidents/states.ts';
import { isClocked, type EscalationPolicy, type EscalationStep } from './policy.ts';
import { stepName } from './words.ts';

/** When the clock of a step began to run; undefined while it does not. */
const beganAt = (incident: Incident, { clock }: EscalationStep): UnixMs | undefined => {
  const { owner, arrivedAtMs } = responseOf(incident);
  if (clock === 'release') return arrivedAtMs;
  if (arrivedAtMs !== undefined || (clock === 'acknowledge' && owner)) return undefined;
  return responseOf(incident).clockedAtMs ?? incident.alarmAtMs;
};

/** A step that has not been taken and whose clock runs, with the moment up to which it is in time. */
export interface Running {
  readonly step: EscalationStep;
  readonly dueAtMs: UnixMs;
  readonly firesAtMs: UnixMs;
}

/** Every running clock, in order of time. An incident that is over, or that no row describes, has none. */
export const runningClocks = (incident: Incident, policy: EscalationPolicy): readonly Running[] => {
  if (!isLive(incident) || !isClocked(incident, policy)) return [];
  const taken = responseOf(incident).stepsTaken;
  return policy.steps
    .flatMap((step): Running[] => {
      const began = taken.includes(step.id) ? undefined : beganAt(incident, step);
      if (began === undefined) return [];
      const dueAtMs = began + step.afterMs;
      return [{ step, dueAtMs, firesAtMs: dueAtMs + (step.graceMs ?? 0) }];
    })
    .sort((a, b) => a.firesAtMs - b.firesAtMs);
};

const deadlineOf = ({ step, dueAtMs }: Running, level: 1 | 2 | 3): IncidentDeadline => ({
  what: step.clock,
  step: step.id,
  name: stepName(step),
  level: step.calls ?? level,
  dueAtMs,
});

/** An incident that becomes grave enough only after its alarm has its full time from then on. */
const begun = (incident: Incident, policy: EscalationPolicy, nowMs: UnixMs): Incident =>
  isLive(incident) && isClocked(incident, policy) && responseOf(incident).clockedAtMs === undefined
    ? withResponse(incident, { clockedAtMs: nowMs })
    : incident;

/** The incident with its deadlines as its standing has them: one place writes them, whatever changed it. */
export const withClocks = (unclocked: Incident, policy: EscalationPolicy | undefined, nowMs: UnixMs): Incident => {
  const incident = policy ? begun(unclocked, policy, nowMs) : unclocked;
  const running = policy ? runningClocks(incident, policy) : [];
  if (running.length === 0 && responseOf(incident).deadlines.length === 0) return incident;
  const { level } = responseOf(incident);
  return withResponse(incident, { deadlines: running.map((r) => deadlineOf(r, level)) });
};

/** When the next step of an incident falls due; undefined: no clock runs. */
export const nextStepAt = (incident: Incident, policy: EscalationPolicy): UnixMs | undefined =>
  runningClocks(incident, policy)[0]?.firesAtMs;
