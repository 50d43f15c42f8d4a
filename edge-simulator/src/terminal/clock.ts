/** A terminal's own clock: an offset that can be set, and a drift. */
export interface TerminalClock {
  read(nowMs: number): number;
  set(nowMs: number, to: { offsetMs?: number; driftPpm?: number }): void;
  offsetMs(nowMs: number): number;
}

export const createTerminalClock = (offsetAtStartMs = 0): TerminalClock => {
  let [baseMs, sinceMs, driftPpm] = [offsetAtStartMs, 0, 0];
  const offsetMs = (nowMs: number): number => baseMs + (sinceMs === 0 ? 0 : ((nowMs - sinceMs) * driftPpm) / 1e6);
  return {
    offsetMs,
    read: (nowMs) => Math.max(0, Math.round(nowMs + offsetMs(nowMs))),
    set(nowMs, to) {
      baseMs = to.offsetMs ?? offsetMs(nowMs);
      driftPpm = to.driftPpm ?? driftPpm;
      sinceMs = nowMs;
    },
  };
};
