import type { Logger } from 'pino';
import { MinuteCount } from './admission/rate.ts';

/** Why something was held back, refused or closed. One counter each; one log line each per minute. */
export const limitCauses = [
  'address-connections',
  'anonymous',
  'bad-credentials',
  'client-id',
  'intake-full',
  'protocol',
  'packet-too-large',
  'publish-skipped',
  'unanswered',
  'unanswered-bytes',
  'unread',
  'rate',
  'foreign-topics',
  'forbidden-subscribe',
  'pause-closed',
  'disk-full',
  'disk-unknown',
  'log-unwritable',
  'clock',
  'credentials-file',
  'client-error',
  'revoked',
  'retain-stripped',
  'session-dropped',
  'session-not-kept',
  'will-dropped',
] as const;
export type LimitCause = (typeof limitCauses)[number];

export class LimitLog {
  readonly counts: Record<LimitCause, number>;
  readonly #minutes: Record<LimitCause, MinuteCount>;
  readonly #logger: Logger;
  readonly #monotonicMs: () => number;

  constructor(logger: Logger, monotonicMs: () => number) {
    const each = <T>(make: () => T) =>
      Object.fromEntries(limitCauses.map((cause) => [cause, make()])) as Record<LimitCause, T>;
    this.counts = each(() => 0);
    this.#minutes = each(() => new MinuteCount());
    this.#logger = logger;
    this.#monotonicMs = monotonicMs;
  }

  hit(cause: LimitCause, detail: Readonly<Record<string, unknown>> = {}): void {
    this.counts[cause]++;
    if (this.#minutes[cause].add(this.#monotonicMs()) > 1) return;
    this.#logger.warn({ cause, ...detail }, 'limit reached, told once a minute');
  }
}
