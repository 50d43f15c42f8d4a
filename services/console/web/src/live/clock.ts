import { useSyncExternalStore } from 'react';

/** The console's clock as this browser sees it: a wrong clock on a desk must not show a wrong age. */
let offsetMs = 0;
export const setServerTime = (serverMs: number): void => {
  offsetMs = serverMs - Date.now();
};

const TICK_MS = 1_000;
const listeners = new Set<() => void>();
let nowMs = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  timer ??= setInterval(() => {
    nowMs = Date.now() + offsetMs;
    for (const one of listeners) one();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
};

/** Now by the console's clock, ms, once a second. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => nowMs);
