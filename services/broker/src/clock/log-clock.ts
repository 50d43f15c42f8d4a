/** Greatest part of a second by which a second may be lengthened or shortened. */
const SLEW = 0.01;
const ALERT_MS = 2_000;
const SETTLED_MS = 20;

export interface LogClockSources {
  /** Monotonic, ms, any origin. */
  readonly monotonicMs: () => number;
  /** The wall clock, ms since the Unix epoch; may jump. */
  readonly wallMs: () => number;
  /** Greatest `receivedAtMs` in the log. */
  readonly lastReceivedAtMs: number;
}

/**
 * The time of arrival, ms since the Unix epoch, whole, never decreasing. Monotonic, anchored at start to the later of
 * wall clock and log; a difference to the wall clock above 2 s is taken up by slewing of at most 1 %.
 */
export class LogClock {
  readonly #sources: LogClockSources;
  #anchorMs: number;
  #anchorMonotonicMs: number;
  #rate = 1;

  constructor(sources: LogClockSources) {
    this.#sources = sources;
    this.#anchorMonotonicMs = sources.monotonicMs();
    this.#anchorMs = Math.max(sources.wallMs(), sources.lastReceivedAtMs);
  }

  nowMs(): number {
    return Math.floor(this.#exactMs(this.#sources.monotonicMs()));
  }

  #exactMs(monotonicMs: number): number {
    return this.#anchorMs + (monotonicMs - this.#anchorMonotonicMs) * this.#rate;
  }

  /** Compares with the wall clock; to be called about once per second. Positive: the wall clock is ahead. */
  discipline(): { readonly differenceMs: number; readonly isAlert: boolean } {
    const monotonicMs = this.#sources.monotonicMs();
    const exactMs = this.#exactMs(monotonicMs);
    const differenceMs = this.#sources.wallMs() - exactMs;
    this.#anchorMs = exactMs;
    this.#anchorMonotonicMs = monotonicMs;
    if (Math.abs(differenceMs) > ALERT_MS) this.#rate = 1 + Math.sign(differenceMs) * SLEW;
    else if (Math.abs(differenceMs) < SETTLED_MS || Math.sign(differenceMs) !== Math.sign(this.#rate - 1))
      this.#rate = 1;
    return { differenceMs, isAlert: Math.abs(differenceMs) > ALERT_MS };
  }
}
