import type { Logger } from 'pino';
import { askUpstream, type Upstream } from '../upstream/ask.ts';
import { keepDoing, type KeptUp } from './keep-doing.ts';

const PAUSE_MS = 400;
const SHARE = 0.2;
const UNKNOWN = 404;

type Listener = (detail: unknown) => void;

/** The state of single lifts, for the pages that look at them. */
export interface LiftWatch {
  /** Tells the state now, then each change; null: the engine knows no such lift. Returns how to stop. */
  watch(liftId: string, listener: Listener): () => void;
  close(): Promise<void>;
}

interface Watched {
  readonly listeners: Set<Listener>;
  readonly reading: KeptUp;
  latest: string | undefined;
}

/** Each watched lift is asked for once, however many look at it. */
export const openLiftWatch = (engine: Upstream, logger: Logger): LiftWatch => {
  const watched = new Map<string, Watched>();
  const readInto = async (liftId: string): Promise<void> => {
    const response = await askUpstream(engine, `api/v1/lifts/${encodeURIComponent(liftId)}`);
    const text = response.status === UNKNOWN ? 'null' : await response.text();
    const one = watched.get(liftId);
    if (one === undefined || one.latest === text) return;
    one.latest = text;
    const detail: unknown = JSON.parse(text);
    for (const listener of one.listeners) listener(detail);
  };
  const begin = (liftId: string): Watched => {
    const options = { name: `state of ${liftId}`, pauseMs: PAUSE_MS, share: SHARE, logger };
    const one = {
      listeners: new Set<Listener>(),
      latest: undefined,
      reading: keepDoing(() => readInto(liftId), options),
    };
    watched.set(liftId, one);
    return one;
  };
  return {
    watch(liftId, listener) {
      const one = watched.get(liftId) ?? begin(liftId);
      one.listeners.add(listener);
      if (one.latest !== undefined) listener(JSON.parse(one.latest));
      return () => {
        one.listeners.delete(listener);
        if (one.listeners.size > 0 || watched.get(liftId) !== one) return;
        watched.delete(liftId);
        void one.reading.close();
      };
    },
    async close() {
      const all = [...watched.values()];
      watched.clear();
      await Promise.all(all.map((one) => one.reading.close()));
    },
  };
};
