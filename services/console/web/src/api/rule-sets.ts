import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { operatorId } from '../incidents/use-step.ts';
import { getJson, postJson } from './ask.ts';

/** Versions of what users change about rules; see dispatch's /openapi.json. */
export interface RuleSetVersion {
  readonly version: string;
  readonly author: string;
  readonly reason: string;
  readonly createdAtMs: number;
  readonly role: 'active' | 'candidate' | null;
  readonly overridesCount: number;
  readonly rulesCount: number;
}

export interface RuleSetVersions {
  readonly active: string;
  readonly candidate: string | null;
  readonly versions: readonly RuleSetVersion[];
}

export interface RuleSetChange {
  readonly seq: number;
  readonly what: string;
  readonly version: string;
  readonly by: string;
  readonly reason: string;
  readonly atMs: number;
}

export interface RuleSetDocument {
  readonly overrides: readonly {
    readonly rule: string;
    readonly scope?: Readonly<Record<string, string | readonly string[]>>;
    readonly args: Readonly<Record<string, string | number>>;
    readonly note?: string;
  }[];
}

const PATH = '/dispatch/api/v1/rule-sets';

export const useRuleSets = (): UseQueryResult<RuleSetVersions> =>
  useQuery({ queryKey: ['rule-sets'], queryFn: () => getJson<RuleSetVersions>(PATH) });

export const useRuleSet = (version: string): UseQueryResult<RuleSetDocument> =>
  useQuery({
    queryKey: ['rule-sets', 'one', version],
    queryFn: () => getJson<RuleSetDocument>(`${PATH}/${encodeURIComponent(version)}`),
    // A version, once published, never changes.
    staleTime: Infinity,
  });

export const useRuleSetRecord = (): UseQueryResult<readonly RuleSetChange[]> =>
  useQuery({
    queryKey: ['rule-sets', 'record'],
    queryFn: async () => (await getJson<{ changes: RuleSetChange[] }>(`${PATH}/audit`)).changes,
  });

/** What can be done with versions, below /rule-sets. Each is by somebody, for a reason. */
export type RuleSetStep = `${string}/activate` | `${string}/shadow` | 'shadow/stop' | 'rollback';

export const useRuleSetStep = (): UseMutationResult<unknown, Error, { step: RuleSetStep; reason: string }> => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ step, reason }) => postJson(`${PATH}/${step}`, { by: operatorId(), reason }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['rule-sets'] }),
  });
};
