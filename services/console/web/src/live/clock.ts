import { useState, useSyncExternalStore } from 'react';

/** The console's clock as this browser sees it: a wrong clock on a desk must not show a wrong age. */
let offsetMs = 0;
export const setServerTime = (serverMs: number): void => {
  offsetMs = serverMs - Date.now();
};

const TICK_MS = 1_000;
const listeners = new Set<() => void>();
let nowMs = Date.now();
/** Since this page was loaded, whatever the clocks say. */
let pageAgeMs = 0;
let timer: ReturnType<typeof setInterval> | undefined;

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  timer ??= setInterval(() => {
    nowMs = Date.now() + offsetMs;
    pageAgeMs = performance.now();
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

/** How long what asks has been shown, ms, once a second. */
export const useShownMs = (): number => {
  const ageMs = useSyncExternalStore(subscribe, () => pageAgeMs);
  const [atFirstMs] = useState(ageMs);
  return ageMs - atFirstMs;
};
