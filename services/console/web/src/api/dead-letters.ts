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

export const useRedrive = (): UseMutationResult<{ redriven: number; stillRefused: number }, Error, void> => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => postJson<{ redriven: number; stillRefused: number }>(`${PATH}/redrive`, {}),
    onSettled: () => queries.invalidateQueries({ queryKey: ['dead-letters'] }),
  });
};
