import type { Delivery, Finding, Incident } from '@liftwatch/schemas';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Census, FleetLift } from '../../../src/fleet/fleet-lift.ts';
import type { RegisteredLift } from '../../../src/fleet/registry-pages.ts';
import type { Role } from '../../../src/sign-in/person.ts';
import type { LiftState } from '../lift/lift-state.ts';
import { useWatchLift } from '../live/watch-lift.ts';
import { getJson, isSignInNeeded, RefusedError } from './ask.ts';

export interface Who {
  readonly id: string;
  readonly role: Role;
  readonly name: string | null;
}

export interface Overview {
  readonly nowMs: number;
  readonly census: Census;
  readonly fleetAsOfMs: number | null;
  readonly incidentsAsOfMs: number | null;
  /** null: nobody by name, at the machine itself. */
  readonly who: Who | null;
  readonly mayChange: boolean;
  readonly mayAct: boolean;
  readonly seesWhole: boolean;
  readonly mqttUrl: string;
  readonly isDemo: boolean;
}

interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

export interface WordList {
  readonly codes: Readonly<Record<string, { readonly zh: string; readonly en: string; readonly component: string }>>;
  readonly priorities: Readonly<Record<string, { readonly zh: string; readonly en: string; readonly colour: string }>>;
  readonly causes: Readonly<Record<string, Bilingual>>;
  /** What a crew can find on site behind a warning. */
  readonly warningCauses: Readonly<Record<string, Bilingual>>;
}

/** The next clock: what is owed, by when, and what is done otherwise. */
export interface Owed {
  readonly what: string;
  readonly byMs: number | null;
  readonly else: string | null;
  /** All of it in words: what is owed, by when, what is done otherwise, and the last step of all. */
  readonly text: Bilingual;
}

export interface TimelineLine {
  readonly atMs: number;
  readonly kind: string;
  readonly who: string;
  readonly text: Bilingual;
}

/** One incident as dispatch tells it; see its /openapi.json. */
export interface IncidentDetail {
  readonly incident: Incident;
  readonly owner: { readonly id: string; readonly sinceMs: number } | null;
  readonly level: number;
  readonly owed: Owed | null;
  readonly timeline: readonly TimelineLine[];
  readonly deliveries: readonly Delivery[];
}

export const keys = {
  overview: ['overview'],
  openIncidents: ['incidents', 'open'],
  incident: (id: string) => ['incidents', 'one', id],
  lift: (id: string) => ['lift', id, 'state'],
} as const;

const HOUR_MS = 3_600_000;

/** Names of codes and priorities: they change with the version only. */
export const useWordList = (): WordList | undefined =>
  useQuery({ queryKey: ['words'], queryFn: () => getJson<WordList>('/api/v1/words'), staleTime: HOUR_MS }).data;

const SIGNED_IN_YET_MS = 2_000;

/** Filled by the live stream; asked for now and then while somebody signs in, perhaps in another window. */
export const useOverviewQuery = (): UseQueryResult<Overview> =>
  useQuery({
    queryKey: keys.overview,
    queryFn: () => getJson<Overview>('/api/v1/overview'),
    retry: (count, error) => count < 1 && !isSignInNeeded(error),
    refetchInterval: ({ state }) => (isSignInNeeded(state.error) ? SIGNED_IN_YET_MS : false),
  });
export const useOverview = (): Overview | undefined => useOverviewQuery().data;

/** Filled by the live stream; asked for once, in case the stream cannot be had. */
export const useOpenIncidents = (): UseQueryResult<readonly Incident[]> =>
  useQuery({
    queryKey: keys.openIncidents,
    queryFn: async () => (await getJson<{ items: Incident[] }>('/dispatch/api/v1/incidents?open=true&limit=500')).items,
    staleTime: Infinity,
  });

export const useIncident = (id: string): UseQueryResult<IncidentDetail> =>
  useQuery({
    queryKey: keys.incident(id),
    queryFn: ({ signal }) => getJson<IncidentDetail>(`/dispatch/api/v1/incidents/${encodeURIComponent(id)}`, signal),
    staleTime: 0,
    // Receipts change a message without changing its incident.
    refetchInterval: 3_000,
  });

/** Told by the live stream while it is on the screen; null: the engine has never heard of the lift. */
export const useLiftState = (id: string | undefined): UseQueryResult<LiftState | null> => {
  useWatchLift(id);
  return useQuery({
    queryKey: keys.lift(id ?? ''),
    enabled: id !== undefined,
    queryFn: ({ signal }) =>
      getJson<LiftState>(`/engine/api/v1/lifts/${encodeURIComponent(id ?? '')}`, signal).catch((error: unknown) => {
        if (error instanceof RefusedError && error.problem.status === 404) return null;
        throw error;
      }),
  });
};

/** One lift as listed and as registered. */
export interface RegisteredAnswer {
  readonly lift: FleetLift | null;
  readonly facts: RegisteredLift | null;
}

export const useRegistered = (id: string | undefined): RegisteredAnswer =>
  useQuery({
    queryKey: ['fleet', 'lift', id],
    enabled: id !== undefined,
    queryFn: () => getJson<RegisteredAnswer>(`/api/v1/fleet/${encodeURIComponent(id ?? '')}`),
    refetchInterval: 10_000,
  }).data ?? { lift: null, facts: null };

const BEFORE_MS = 600_000;
const LOOKED_AT_LINES = 500;

/** The newest line of each finding of an incident, with its explanation. */
export const useFindings = (incident: Incident | undefined): UseQueryResult<readonly Finding[]> =>
  useQuery({
    queryKey: ['findings', incident?.incidentId, incident?.revision],
    enabled: incident?.liftId !== undefined,
    placeholderData: (before) => before,
    queryFn: async ({ signal }) => {
      if (incident?.liftId === undefined) return [];
      const sinceMs = Math.max(0, incident.openedAtMs - BEFORE_MS);
      const path = `/engine/api/v1/findings?liftId=${incident.liftId}&sinceMs=${sinceMs}&limit=${LOOKED_AT_LINES}`;
      const { findings } = await getJson<{ findings: { finding: Finding }[] }>(path, signal);
      const newest = new Map(findings.map(({ finding }) => [finding.findingId, finding]));
      return incident.members.flatMap(({ findingId }) => newest.get(findingId) ?? []);
    },
  });

export interface FleetPage {
  readonly total: number;
  readonly census: Census;
  readonly lifts: readonly FleetLift[];
  readonly asOfMs: number | null;
}
