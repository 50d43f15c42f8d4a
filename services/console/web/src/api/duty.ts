import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { deleteJson, getJson, postJson } from './ask.ts';

interface Shift {
  readonly at: string;
  readonly people: readonly string[];
}

/** Who is on duty now, when that changes and where nobody is; see dispatch's /openapi.json. */
export interface OnDuty extends Shift {
  readonly handOvers: readonly Shift[];
  readonly gaps: readonly { readonly from: string; readonly to: string }[];
}

export interface Override {
  readonly from: string;
  readonly to: string;
  readonly personId: string;
}

const REFRESH_MS = 15_000;
const pathOf = (rotaId: string): string => `/dispatch/api/v1/rotas/${encodeURIComponent(rotaId)}`;

export const useOnDuty = (rotaId: string): UseQueryResult<OnDuty> =>
  useQuery({
    queryKey: ['people', 'on-duty', rotaId],
    queryFn: () => getJson<OnDuty>(`${pathOf(rotaId)}/on-duty`),
    refetchInterval: REFRESH_MS,
  });

/** Puts somebody in another's place for a time, or takes that back. */
export const useOverride = (
  rotaId: string,
): UseMutationResult<unknown, Error, { readonly put: Override } | { readonly remove: Omit<Override, 'personId'> }> => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change) =>
      'put' in change
        ? postJson(`${pathOf(rotaId)}/overrides`, change.put)
        : deleteJson(`${pathOf(rotaId)}/overrides`, { ...change.remove }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['people'] }),
  });
};
