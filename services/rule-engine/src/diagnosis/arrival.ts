import type { ContextEntry, Reading, UnixMs } from '@liftwatch/schemas';

/**
 * One record of the log, decoded, as the kernel takes it. Readings that were refused are not in it; neither are dead
 * letters. `receivedAtMs` never decreases from one arrival of a partition to the next.
 */
export type Arrival =
  | {
      readonly type: 'readings';
      readonly receivedAtMs: UnixMs;
      readonly terminalId: string;
      readonly liftId: string;
      /** The terminal's clock when this copy was sent; undefined: each reading's own `at`. */
      readonly sentAtMs: UnixMs | undefined;
      readonly readings: readonly Reading[];
    }
  | {
      readonly type: 'presence';
      readonly receivedAtMs: UnixMs;
      readonly terminalId: string;
      readonly liftId: string;
      readonly status: 'online' | 'offline';
    }
  | {
      readonly type: 'session';
      readonly receivedAtMs: UnixMs;
      readonly terminalId: string;
      readonly session: 'connected' | 'disconnected' | 'paused' | 'resumed';
      readonly sessionId: number | undefined;
    }
  | { readonly type: 'tick'; readonly receivedAtMs: UnixMs }
  | { readonly type: 'context'; readonly receivedAtMs: UnixMs; readonly context: ContextEntry };
