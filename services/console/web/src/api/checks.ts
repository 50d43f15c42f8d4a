import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { operatorId } from '../incidents/use-step.ts';
import { getJson, postJson } from './ask.ts';

/** The proof that the pager works; see dispatch's /openapi.json. */
export interface SelfTestResult {
  readonly ok: boolean;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly reached: 'nothing' | 'published' | 'incident' | 'accepted' | 'delivered';
}
export interface SelfTest {
  readonly configured: boolean;
  readonly last: SelfTestResult | null;
}
export interface TestCallStanding {
  readonly liftId: string;
  /** null: it has none. */
  readonly name: string | null;
  readonly standing: 'in-time' | 'overdue' | 'failed' | 'never';
  readonly lastOkAtMs: number | null;
  readonly dueAtMs: number | null;
}
export interface StagedDrill {
  readonly liftId: string;
  readonly incidentId: string | null;
}

const API = '/dispatch/api/v1';
const REFRESH_MS = 15_000;

export const useSelfTest = (): UseQueryResult<SelfTest> =>
  useQuery({
    queryKey: ['checks', 'self-test'],
    queryFn: () => getJson<SelfTest>(`${API}/self-test`),
    refetchInterval: REFRESH_MS,
  });

/** Lifts whose 72-hour test call is overdue, failed, or never came. */
export const useOwedTestCalls = (): UseQueryResult<{
  readonly items: readonly TestCallStanding[];
  readonly next: string | null;
}> =>
  useQuery({
    queryKey: ['checks', 'test-calls'],
    queryFn: () => getJson<{ items: TestCallStanding[]; next: string | null }>(`${API}/test-calls?owed=true&limit=100`),
    refetchInterval: REFRESH_MS,
  });

const useChange = <Said, Answer>(send: (said: Said) => Promise<Answer>): UseMutationResult<Answer, Error, Said> => {
  const queries = useQueryClient();
  return useMutation({ mutationFn: send, onSettled: () => queries.invalidateQueries({ queryKey: ['checks'] }) });
};

export const useRunSelfTest = () => useChange<void, SelfTestResult>(() => postJson(`${API}/self-test`, {}));

const liftPath = (liftId: string, what: string): string => `${API}/lifts/${encodeURIComponent(liftId)}/${what}`;

export const useStageDrill = () =>
  useChange<{ readonly liftId: string; readonly note: string }, StagedDrill>(({ liftId, note }) =>
    postJson(liftPath(liftId, 'drills'), { by: operatorId(), ...(note !== '' && { note }) }, crypto.randomUUID()),
  );

export const useReportTestCall = () =>
  useChange<{ readonly liftId: string; readonly ok: boolean }, unknown>(({ liftId, ok }) =>
    postJson(liftPath(liftId, 'test-calls'), { ok }),
  );
