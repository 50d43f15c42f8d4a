/** UTC ms that run at one second per second, whatever the server's clock does. */
export interface AnchoredClock {
  nowMs(): number;
  /** The server's clock less this one; above 2 s either way somebody has set a clock. */
  differenceMs(): number;
}

export interface ClockSources {
  /** The server's clock, which can be set. */
  readonly wallMs: () => number;
  /** A clock that cannot. */
  readonly monotonicMs: () => number;
  /** The last moment that was told before: time never goes back over a restart. */
  readonly notBeforeMs: number;
}

/** A difference is taken up by at most this part of the time that passes: a deadline is neither fired nor put off by a step. */
const SLEW = 0.01;

/** A clock for deadlines: anchored at start to the later of the server's clock and the last moment told, then monotonic. */
export const openAnchoredClock = ({ wallMs, monotonicMs, notBeforeMs }: ClockSources): AnchoredClock => {
  let now = Math.max(wallMs(), notBeforeMs);
  let last = monotonicMs();
  const nowMs = (): number => {
    const monotonic = monotonicMs();
    const passed = Math.max(0, monotonic - last);
    last = monotonic;
    const most = passed * SLEW;
    now += passed;
    now += Math.max(-most, Math.min(most, wallMs() - now));
    return Math.floor(now);
  };
  return { nowMs, differenceMs: () => Math.round(wallMs() - nowMs()) };
};
