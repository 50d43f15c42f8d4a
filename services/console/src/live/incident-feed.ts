import { openIncidentStates, type Incident } from '@liftwatch/schemas';
import type { Logger } from 'pino';
import { askJson, askUpstream, type Upstream } from '../upstream/ask.ts';
import type { EventBuffer, LiveEvent } from './event-buffer.ts';
import { keepDoing } from './keep-doing.ts';
import { listenTo } from './listen.ts';
import { openToldIncidents } from './told-incidents.ts';

/** Its stream tells of each change; all the same dispatch is asked for everything this often. */
const PAUSE_MS = 5_000;
/** Everything is much where much is open, and the stream has told it already. */
const SHARE = 0.1;
const PAGE_INCIDENTS = 200;
const GONE = 404;

/** Open incidents as dispatch has them, and each change of one as an event. */
export interface IncidentFeed {
  readonly open: () => readonly Incident[];
  /** Wall clock of the last answer of dispatch, ms; undefined: none yet. */
  readonly asOfMs: () => number | undefined;
  /** Resolves when everything has been read once. */
  readonly firstRead: Promise<void>;
  /** A change was made: look at once. */
  readonly changed: () => void;
  readonly onEvent: (listener: (event: LiveEvent) => void) => () => void;
  close(): Promise<void>;
}

interface Page {
  readonly items: readonly Incident[];
  readonly next: string | null;
}

const readOpen = async (dispatch: Upstream): Promise<Map<string, Incident>> => {
  const open = new Map<string, Incident>();
  let after = '';
  for (;;) {
    const page = await askJson<Page>(dispatch, `api/v1/incidents?open=true&limit=${PAGE_INCIDENTS}${after}`);
    for (const incident of page.items) open.set(incident.incidentId, incident);
    if (page.next === null) return open;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
};

const readOne = async (dispatch: Upstream, incidentId: string): Promise<Incident | undefined> => {
  const response = await askUpstream(dispatch, `api/v1/incidents/${encodeURIComponent(incidentId)}`);
  if (response.status === GONE) return undefined;
  return ((await response.json()) as { incident?: Incident }).incident;
};

/**
 * Hears of each change, and looks at everything now and then; an incident that is no longer among the open ones is told
 * a last time as it ended.
 */
export const openIncidentFeed = (dispatch: Upstream, buffer: EventBuffer, logger: Logger): IncidentFeed => {
  let open = new Map<string, Incident>();
  let asOfMs: number | undefined;
  let tellFirstRead: () => void;
  const firstRead = new Promise<void>((resolve) => (tellFirstRead = resolve));
  /** What is heard while everything is being read: the answer may be older. Absent: nothing is being read. */
  let heard: Incident[] | undefined;
  const listeners = new Set<(event: LiveEvent) => void>();
  const tell = (incident: Incident): void => {
    const event = buffer.add('incident', incident);
    for (const listener of listeners) listener(event);
  };
  const take = (incident: Incident): void => {
    const known = open.get(incident.incidentId);
    const isOpen = openIncidentStates.includes(incident.state);
    if (known ? known.revision >= incident.revision : !isOpen) return;
    if (isOpen) open.set(incident.incidentId, incident);
    else open.delete(incident.incidentId);
    tell(incident);
  };
  const readAll = async (): Promise<void> => {
    const found = await readOpen(dispatch);
    const ended = [...open.keys()].filter((id) => !found.has(id));
    const last = await Promise.all(ended.map((id) => readOne(dispatch, id)));
    const changed = [...found.values()].filter(
      (one) => JSON.stringify(open.get(one.incidentId)) !== JSON.stringify(one),
    );
    open = found;
    asOfMs = Date.now();
    tellFirstRead();
    for (const incident of [...changed, ...last]) if (incident !== undefined) tell(incident);
  };
  const look = async (): Promise<void> => {
    const meanwhile = (heard = []);
    try {
      await readAll();
    } finally {
      heard = undefined;
      for (const incident of meanwhile) take(incident);
    }
  };
  const looking = keepDoing(look, { name: 'incidents', pauseMs: PAUSE_MS, share: SHARE, logger });
  const told = openToldIncidents((id) => readOne(dispatch, id), {
    incident: (incident) => (heard ? void heard.push(incident) : take(incident)),
    readAllInstead: (err) => {
      if (err !== undefined) logger.warn({ err }, 'an incident that changed could not be read: all are read');
      looking.wake();
    },
  });
  const ears = listenTo(
    dispatch,
    {
      began: () => looking.wake(),
      alive: () => void (asOfMs = asOfMs === undefined ? undefined : Date.now()),
      event: (name, data) => {
        // `reset`: more was missed than is kept.
        if (name === 'reset') looking.wake();
        if (name === 'incident') told.add((data as { incidentId: string }).incidentId);
      },
    },
    logger,
  );
  return {
    open: () => [...open.values()],
    asOfMs: () => asOfMs,
    firstRead,
    changed: () => looking.wake(),
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      await ears.close();
      await told.idle();
      await looking.close();
    },
  };
};
