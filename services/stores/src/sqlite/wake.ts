import { BroadcastChannel } from 'node:worker_threads';

/** Wakes readers beside a writer at once; readers elsewhere poll. Keyed by the store's real path. */
interface Hub {
  /** In this thread. */
  writers: number;
  readonly wakes: Set<() => void>;
  /** To and from the same store's hubs in the other threads of this process. */
  readonly threads: BroadcastChannel | undefined;
}

export interface Reach {
  /** Also readers in other threads of this process, which poll none the less: they cannot know that a writer is there. */
  readonly acrossThreads?: boolean;
}

const hubs = new Map<string, Hub>();

// Later in the same turn: what a reader does, or throws, is no part of the commit that woke it.
const wakeAll = (hub: Hub): void => {
  for (const wake of hub.wakes) queueMicrotask(wake);
};

const openThreads = (key: string): BroadcastChannel => {
  const channel = new BroadcastChannel(`liftwatch wrote ${key}`);
  channel.unref();
  return channel;
};

const hubOf = (key: string, { acrossThreads = false }: Reach): Hub => {
  const known = hubs.get(key);
  if (known) return known;
  const hub: Hub = { writers: 0, wakes: new Set(), threads: acrossThreads ? openThreads(key) : undefined };
  if (hub.threads) hub.threads.onmessage = () => wakeAll(hub);
  hubs.set(key, hub);
  return hub;
};

const forgetIfUnused = (key: string, hub: Hub): void => {
  if (hub.writers > 0 || hub.wakes.size > 0) return;
  hub.threads?.close();
  hubs.delete(key);
};

export interface Announcer {
  announce(): void;
  leave(): void;
}

export const announceWrites = (key: string, reach: Reach = {}): Announcer => {
  const hub = hubOf(key, reach);
  hub.writers++;
  let left = false;
  return {
    announce: () => {
      wakeAll(hub);
      hub.threads?.postMessage(null);
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
  readonly #reach: Reach;
  readonly #stops = new Set<() => void>();

  constructor(key: string, reach: Reach = {}) {
    this.#key = key;
    this.#reach = reach;
  }

  /**
   * Calls `wake` after each commit of a writer within reach; without one in this thread, also whenever `hasChanged` says
   * so, asked each `pollMs`. The timer does not keep the process alive. Returns stop.
   */
  add(wake: () => void, { pollMs, hasChanged }: Poll): () => void {
    const key = this.#key;
    const hub = hubOf(key, this.#reach);
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
