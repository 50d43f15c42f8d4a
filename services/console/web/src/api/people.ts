import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { getJson } from './ask.ts';

/** Whom to reach, as registered; numbers come masked. See dispatch's /openapi.json. */
export interface Contact {
  readonly contactId: string;
  readonly personId?: string;
  readonly role: string;
  readonly firmId?: string;
  readonly siteId?: string;
  readonly districtId?: string;
  readonly channel: string;
  readonly address?: string;
}

export interface Rota {
  readonly rotaId: string;
  readonly firmId: string;
  readonly layer: string;
  readonly timeZone: string;
  readonly shifts: readonly {
    readonly from: string;
    readonly to: string;
    readonly days?: readonly number[];
    readonly people: readonly string[];
    readonly rotate: string;
  }[];
  readonly overrides: readonly { readonly fromMs: number; readonly toMs: number; readonly personId: string }[];
}

export interface Silence {
  readonly silenceId: string;
  readonly kind: string;
  readonly liftId?: string;
  readonly siteId?: string;
  readonly incidentKind?: string;
  readonly toMs: number;
  readonly author: string;
  readonly reason: string;
}

export interface HeldBack {
  readonly atMs: number;
  readonly incidentId: string;
  readonly recipientId: string;
  readonly channel: string;
  readonly reason: string;
  readonly reasonText: { readonly zh: string; readonly en: string };
  readonly summary: { readonly zh: string; readonly en: string };
}

const REFRESH_MS = 15_000;

const useItems = <T>(path: string): UseQueryResult<readonly T[]> =>
  useQuery({
    queryKey: ['people', path],
    queryFn: async () => (await getJson<{ items: T[] }>(`/dispatch/api/v1/${path}`)).items,
    refetchInterval: REFRESH_MS,
  });

export const useContacts = () => useItems<Contact>('contacts?limit=500');
export const useRotas = () => useItems<Rota>('rotas?limit=500');
export const useSilences = () => useItems<Silence>('silences?limit=500');
export const useHeldBack = () => useItems<HeldBack>('held-back?waiting=true&limit=100');
