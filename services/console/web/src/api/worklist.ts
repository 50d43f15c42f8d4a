import type { Incident, Warning } from '@liftwatch/schemas';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { getJson } from './ask.ts';

/** A warning as a firm works on it; see dispatch's /openapi.json. */
export interface WorklistItem {
  readonly itemId: string;
  readonly revision: number;
  readonly liftId: string;
  readonly lift: Incident['lift'];
  readonly code: string;
  readonly state: string;
  readonly rank: number | null;
  readonly summary: { readonly zh: string; readonly en: string };
  readonly warning: Warning;
  readonly openedAtMs: number;
  readonly acceptedBy?: string;
  readonly cause?: string;
}

interface Work {
  readonly firmId: string;
  readonly capacityPerDay: number;
  readonly act: number;
  readonly watch: number;
  readonly accepted: number;
}

export interface Worklist extends Work {
  readonly items: readonly WorklistItem[];
  readonly closed: readonly WorklistItem[];
}

export interface PrecisionRow {
  readonly rule: string | null;
  readonly firmId: string | null;
  readonly confirmed: number;
  readonly rejected: number;
  readonly precision: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const REFRESH_MS = 15_000;
const PATH = '/dispatch/api/v1/worklists';

export const useWorklists = (): UseQueryResult<readonly Work[]> =>
  useQuery({
    queryKey: ['worklist', 'firms'],
    queryFn: async () => (await getJson<{ firms: Work[] }>(PATH)).firms,
    refetchInterval: REFRESH_MS,
  });

export const useWorklist = (firmId: string | undefined): UseQueryResult<Worklist> =>
  useQuery({
    queryKey: ['worklist', 'of', firmId],
    enabled: firmId !== undefined,
    queryFn: () => getJson<Worklist>(`${PATH}/${encodeURIComponent(firmId ?? '')}`),
    refetchInterval: REFRESH_MS,
  });

export const usePrecision = (): UseQueryResult<readonly PrecisionRow[]> =>
  useQuery({
    queryKey: ['worklist', 'precision'],
    queryFn: async () => (await getJson<{ rows: PrecisionRow[] }>(`${PATH}/precision`)).rows,
  });
