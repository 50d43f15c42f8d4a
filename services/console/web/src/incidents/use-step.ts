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

/** Who has an account of their own acts under it, and not under what a desk was called before them. */
const BY_NAME = /^oidc\//;
const LONGEST = 64;
let account: string | undefined;
export const actAs = (who: { readonly id: string } | null | undefined): void => {
  account = who && BY_NAME.test(who.id) ? who.id.slice(0, LONGEST) : undefined;
};
export const accountId = (): string | undefined => account;

/** The id under which is acted: that of the account, else of this desk, kept in this browser. */
export const operatorId = (): string => account ?? localStorage.getItem(KEPT_AS) ?? 'operator';
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
