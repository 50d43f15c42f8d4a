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
      for (const wake of hub.wakes) wake();
    },
    leave: () => {
      if (left) return;
      left = true;
      hub.writers--;
      forgetIfUnused(key, hub);
    },
  };
};

/**
 * Calls `wake` after each commit of a writer in this process; without one, whenever `hasChanged` says so, asked each
 * `pollMs`. The timer does not keep the process alive. Returns stop.
 */
export const subscribeToWrites = (
  key: string,
  wake: () => void,
  poll: { readonly pollMs: number; readonly hasChanged: () => boolean },
): (() => void) => {
  const hub = hubOf(key);
  hub.wakes.add(wake);
  const timer = setInterval(() => {
    if (hub.writers === 0 && poll.hasChanged()) wake();
  }, poll.pollMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    hub.wakes.delete(wake);
    forgetIfUnused(key, hub);
  };
};
