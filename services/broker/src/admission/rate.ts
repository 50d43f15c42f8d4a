/** A token bucket, a second deep. Debts are allowed, so that a batch counts each of its readings after it was taken. */
export class Rate {
  readonly perSecond: number;
  #tokens: number;
  #atMs: number;

  constructor(perSecond: number, nowMs: number) {
    this.perSecond = perSecond;
    this.#tokens = perSecond;
    this.#atMs = nowMs;
  }

  /** Milliseconds until the next may be taken; 0: now. Takes nothing. */
  waitMs(nowMs: number): number {
    const elapsedMs = Math.max(0, nowMs - this.#atMs);
    this.#tokens = Math.min(this.perSecond, this.#tokens + (elapsedMs * this.perSecond) / 1_000);
    this.#atMs = nowMs;
    return this.#tokens >= 1 ? 0 : Math.ceil(((1 - this.#tokens) * 1_000) / this.perSecond);
  }

  take(count: number): void {
    this.#tokens -= count;
  }
}

/** Counts within fixed minutes. */
export class MinuteCount {
  #sinceMs = Number.NEGATIVE_INFINITY;
  #count = 0;

  /** The count of this minute, with this one. */
  add(nowMs: number): number {
    if (nowMs - this.#sinceMs >= 60_000) {
      this.#sinceMs = nowMs;
      this.#count = 0;
    }
    return ++this.#count;
  }
}
