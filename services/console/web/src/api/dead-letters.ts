import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { ShownDeadLetter } from '../../../src/http/console-view.ts';
import { getJson, postJson } from './ask.ts';

const PATH = '/api/v1/dead-letters';
const REFRESH_MS = 15_000;

export const useDeadLetters = (): UseQueryResult<readonly ShownDeadLetter[]> =>
  useQuery({
    queryKey: ['dead-letters'],
    queryFn: async () => (await getJson<{ letters: ShownDeadLetter[] }>(PATH)).letters,
    refetchInterval: REFRESH_MS,
  });

const LOOK_MS = 1_000;

/** How far the re-drive is, while one goes on. */
export const useRedriveProgress = (isOn: boolean): { redriven: number; stillRefused: number } | undefined =>
  useQuery({
    queryKey: ['dead-letters', 'progress'],
    enabled: isOn,
    refetchInterval: LOOK_MS,
    queryFn: async () =>
      (await getJson<{ running: { redriven: number; stillRefused: number } | null }>(`${PATH}/redrive`)).running,
  }).data ?? undefined;

export const useRedrive = (): UseMutationResult<{ redriven: number; stillRefused: number }, Error, void> => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => postJson<{ redriven: number; stillRefused: number }>(`${PATH}/redrive`, {}),
    onSettled: () => queries.invalidateQueries({ queryKey: ['dead-letters'] }),
  });
};
