/** Wakes readers in the writer's own process at once; readers elsewhere poll. Keyed by the store's real path. */
interface Hub {
  writers: number;
  readonly wakes: Set<() => void>;
}

const hubs = new Map<string, Hub>();

const hubOf = (key: string): Hub => {
  const known = hubs.get(key);
  if (known) return known;
  const hub: Hub = { writers: 0, wakes: new Set() };
  hubs.set(key, hub);
  return hub;
};

const forgetIfUnused = (key: string, hub: Hub): void => {
  if (hub.writers === 0 && hub.wakes.size === 0) hubs.delete(key);
};

export interface Announcer {
  announce(): void;
  leave(): void;
}

export const announceWrites = (key: string): Announcer => {
  const hub = hubOf(key);
  hub.writers++;
  let left = false;
  return {
    announce: () => {
      // Later in the same turn: what a reader does, or throws, is no part of the commit that woke it.
      for (const wake of hub.wakes) queueMicrotask(wake);
    },
    leave: () => {
      if (left) return;
      left = true;
      hub.writers--;
      forgetIfUnused(key, hub);
    },
  };
};

export interface Poll {
  readonly pollMs: number;
  readonly hasChanged: () => boolean;
}

/** The wake-ups of one reader, which end with it. */
export class Subscriptions {
  readonly #key: string;
  readonly #stops = new Set<() => void>();

  constructor(key: string) {
    this.#key = key;
  }

  /**
   * Calls `wake` after each commit of a writer in this process; without one, whenever `hasChanged` says so, asked each
   * `pollMs`. The timer does not keep the process alive. Returns stop.
   */
  add(wake: () => void, { pollMs, hasChanged }: Poll): () => void {
    const key = this.#key;
    const hub = hubOf(key);
    hub.wakes.add(wake);
    const look = (): boolean => {
      try {
        return hasChanged();
      } catch {
        return true; // a reading that fails tells its caller; a timer has nobody to tell
      }
    };
    const timer = setInterval(() => {
      if (hub.writers === 0 && look()) wake();
    }, pollMs);
    timer.unref();
    const stop = (): void => {
      clearInterval(timer);
      hub.wakes.delete(wake);
      forgetIfUnused(key, hub);
      this.#stops.delete(stop);
    };
    this.#stops.add(stop);
    return stop;
  }

  close(): void {
    for (const stop of [...this.#stops]) stop();
  }
}
