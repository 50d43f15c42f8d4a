/** What a maintenance firm's system was told. */
export interface FirmMessage {
  readonly kind: 'firm-message';
  /** The idempotency key, header `webhook-id`. */
  readonly id: string;
  readonly receivedAtMs: number;
  readonly payload: unknown;
  /** How many times it arrived; it took effect once. */
  readonly arrivalCount: number;
}

/** What the city's emergency platform was told: the parts of CAP 1.2 by which alerts are told apart, and the whole text. */
export interface PlatformAlert {
  readonly kind: 'platform-alert';
  readonly identifier: string;
  readonly sender: string;
  readonly sent: string;
  readonly msgType: string;
  /** `sender,identifier,sent` of earlier messages, as CAP writes them. */
  readonly references: readonly string[];
  readonly event: string | undefined;
  readonly responseTypes: readonly string[];
  readonly receivedAtMs: number;
  readonly xml: string;
  readonly arrivalCount: number;
}

/** What a phone was sent. */
export interface SandboxSms {
  readonly kind: 'sms';
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly receivedAtMs: number;
}

/** A telephone that was rung. */
export interface SandboxCall {
  readonly kind: 'call';
  /** The idempotency key, header `webhook-id`. */
  readonly id: string;
  readonly to: string;
  /** What is read out. */
  readonly text: string;
  readonly receivedAtMs: number;
  /** While it rings, `POST {pressUrl}/1` takes it, `/2` refuses. */
  readonly pressUrl: string;
  /** How long it rings before it ends by itself. */
  readonly ringMs: number;
  /** What was pressed; null: nobody picked up; absent: it rings. */
  readonly key?: string | null;
}

export type SandboxReceived = FirmMessage | PlatformAlert | SandboxSms | SandboxCall;

/** Told once for each message that took effect; repetitions only raise `arrivalCount`. Must not throw. */
export type OnReceived = (received: SandboxReceived) => void;

/** What each sandbox is given. */
export interface SandboxContext {
  readonly host: string;
  readonly nowMs: () => number;
  readonly onReceived: OnReceived;
}

/** A sandbox lives as long as a demonstration: it keeps the newest and forgets the rest. */
export const KEPT_COUNT = 10_000;

/** Drops the oldest entries of a map kept in the order of arrival. */
export const forgetOldest = (kept: Map<string, unknown>): void => {
  for (const key of kept.keys()) {
    if (kept.size <= KEPT_COUNT) return;
    kept.delete(key);
  }
};
