import type { Incident } from '@liftwatch/schemas';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { keys, type Overview } from '../api/queries.ts';
import type { LiftState } from '../lift/lift-state.ts';
import { setServerTime } from './clock.ts';

/** connecting: not yet · live · lost: what is shown grows old. */
export type StreamState = 'connecting' | 'live' | 'lost';

const ENDED: readonly string[] = ['closed', 'withdrawn', 'history'];
const isOpen = (incident: Incident): boolean => !ENDED.includes(incident.state);

const upsert = (list: readonly Incident[], incident: Incident): readonly Incident[] => {
  const others = list.filter((one) => one.incidentId !== incident.incidentId);
  return isOpen(incident) ? [incident, ...others] : others;
};

const dataOf = <T>(event: Event): T => JSON.parse((event as MessageEvent<string>).data) as T;

const takeInto = (queries: QueryClient, source: EventSource, liftId: string | undefined): void => {
  source.addEventListener('snapshot', (event) => {
    queries.setQueryData(keys.openIncidents, dataOf<Incident[]>(event));
    void queries.invalidateQueries({ queryKey: ['incidents', 'one'] });
  });
  source.addEventListener('incident', (event) => {
    const incident = dataOf<Incident>(event);
    queries.setQueryData(keys.openIncidents, (list: readonly Incident[] = []) => upsert(list, incident));
    void queries.invalidateQueries({ queryKey: keys.incident(incident.incidentId) });
  });
  source.addEventListener('overview', (event) => {
    const overview = dataOf<Overview>(event);
    setServerTime(overview.nowMs);
    queries.setQueryData(keys.overview, overview);
  });
  if (liftId !== undefined)
    source.addEventListener('lift', (event) =>
      queries.setQueryData(keys.lift(liftId), dataOf<LiftState | null>(event)),
    );
};

/**
 * Keeps the page live, also the state of the one lift that is looked at: a browser has few connections to give. It
 * reconnects by itself and says by Last-Event-ID where it was cut off.
 */
export const useLiveStream = (liftId: string | undefined): StreamState => {
  const queries = useQueryClient();
  const [state, setState] = useState<StreamState>('connecting');
  useEffect(() => {
    let source: EventSource;
    let again: ReturnType<typeof setTimeout> | undefined;
    const open = (): void => {
      source = new EventSource(`/api/v1/stream${liftId === undefined ? '' : `?lift=${encodeURIComponent(liftId)}`}`);
      takeInto(queries, source, liftId);
      source.onopen = () => setState('live');
      source.onerror = () => {
        setState('lost');
        // It may be that whoever reads must sign in again.
        void queries.invalidateQueries({ queryKey: keys.overview });
        // A browser gives up for good when the answer is no stream: a console that is starting, a proxy.
        if (source.readyState === EventSource.CLOSED) again = setTimeout(open, 3_000);
      };
    };
    open();
    return () => {
      clearTimeout(again);
      source.close();
    };
  }, [queries, liftId]);
  return state;
};
