import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { getJson } from './ask.ts';

/** A rule as the engine lists it; see its /openapi.json. */
export interface Rule {
  readonly name: string;
  readonly version: string;
  readonly codes: readonly string[];
  readonly safety: boolean;
  readonly args: Readonly<
    Record<
      string,
      {
        readonly default: number;
        readonly unit: string;
        readonly min: number;
        readonly max: number;
        readonly source: string;
      }
    >
  >;
}

const HOUR_MS = 3_600_000;

export const useRules = (): UseQueryResult<readonly Rule[]> =>
  useQuery({
    queryKey: ['rules'],
    queryFn: async () => (await getJson<{ rules: Rule[] }>('/engine/api/v1/rules')).rules,
    staleTime: HOUR_MS,
  });
