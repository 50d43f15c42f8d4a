import type { Warning } from '@liftwatch/schemas';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { getJson } from './ask.ts';

interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

export interface WearFeature {
  readonly feature: string;
  readonly name: Bilingual;
  readonly unit: string;
  readonly context: string;
  readonly baseline: number;
  readonly now: number;
  readonly limit: number;
  readonly limitSource: string;
  readonly share: number;
  readonly timeToLimit: Warning['horizon'];
  readonly trend: readonly { readonly atMs: number; readonly share: number }[];
}

export interface ComponentHealth {
  readonly component: string;
  readonly name: Bilingual;
  /** 0-100; null: unknown. */
  readonly score: number | null;
  readonly safety: boolean;
  readonly features: readonly WearFeature[];
  readonly learning: readonly { readonly feature: string; readonly blocks: number; readonly of: number }[];
}

export interface LiftHealth {
  readonly index: number | null;
  readonly grade: 'good' | 'fair' | 'poor' | 'bad' | 'unknown';
  readonly coveragePercent: number;
  readonly drivers: readonly string[];
  readonly components: readonly ComponentHealth[];
}

export interface OpenWarning {
  readonly findingId: string;
  readonly code: string;
  readonly stage: 'suspected' | 'alarm';
  readonly priority: string;
  readonly onsetAtMs: number;
  readonly score: number;
  readonly summary: Bilingual;
  readonly warning: Warning;
}

const REFRESH_MS = 30_000;

export const useHealth = (liftId: string): UseQueryResult<LiftHealth> =>
  useQuery({
    queryKey: ['lift', liftId, 'health'],
    queryFn: () => getJson<LiftHealth>(`/engine/api/v1/lifts/${encodeURIComponent(liftId)}/health`),
    refetchInterval: REFRESH_MS,
  });

export const useWarnings = (liftId: string): UseQueryResult<readonly OpenWarning[]> =>
  useQuery({
    queryKey: ['lift', liftId, 'warnings'],
    queryFn: async () =>
      (await getJson<{ warnings: OpenWarning[] }>(`/engine/api/v1/lifts/${encodeURIComponent(liftId)}/warnings`))
        .warnings,
    refetchInterval: REFRESH_MS,
  });
