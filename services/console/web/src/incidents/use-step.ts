import type { Incident } from '@liftwatch/schemas';
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { postJson } from '../api/ask.ts';
import { keys, type IncidentDetail } from '../api/queries.ts';

/** A step that a person takes, and what it says. */
export interface Step {
  readonly action: 'acknowledge' | 'refuse' | 'eta' | 'arrive' | 'confirm' | 'reject' | 'release' | 'close';
  readonly body?: object;
}

const KEPT_AS = 'liftwatch.operator';

/** The id under which this desk acts; kept in this browser. */
export const operatorId = (): string => localStorage.getItem(KEPT_AS) ?? 'operator';
export const keepOperatorId = (id: string): void => localStorage.setItem(KEPT_AS, id);

/** Sends a step to dispatch. Pressing twice is pressing once: the key names the incident as it was seen. */
export const useStep = (incident: Incident): UseMutationResult<unknown, Error, Step> => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ action, body }: Step) =>
      postJson<IncidentDetail>(
        `/dispatch/api/v1/incidents/${incident.incidentId}/${action}`,
        { by: operatorId(), ...body },
        `${incident.incidentId}-${incident.revision}-${action}`,
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.incident(incident.incidentId) }),
  });
};
