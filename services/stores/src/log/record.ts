import type { DecodedPublish, Refusal, Topic, UnixMs } from '@liftwatch/schemas';

/** A publish as it arrived. `topic` is a reading or presence topic; the payload is what came, byte for byte. */
export interface ReadingRecord {
  readonly type: 'reading';
  readonly receivedAtMs: UnixMs;
  readonly terminalId: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  /**
   * What `parseTopic` and `decodePublish` made of topic and payload, where the process that hands the record on has
   * already decoded it. Never stored: it follows from both alone. Not to be changed.
   */
  readonly decoded?: DecodedReading | undefined;
  /**
   * `decodePublish` of this very liftwatch has taken the payload whole, in another thread: it need not be checked again.
   * Never stored: what is read from a file may have been written by an older one.
   */
  readonly isJudged?: true | undefined;
}

export interface DecodedReading {
  readonly topic: Extract<Topic, { readonly type: 'reading' }>;
  readonly publish: DecodedPublish;
}

/** A dead letter: a publish, or one reading of a batch, that was refused, with the reason. */
export interface DeadRecord {
  readonly type: 'dead';
  readonly receivedAtMs: UnixMs;
  readonly terminalId: string;
  readonly topic: string;
  /** What came; of a body too large for us only its first kB. */
  readonly payload: Uint8Array;
  /** Size of what came, bytes. */
  readonly payloadBytes: number;
  /** SHA-256 of what came, hex, where the payload is cut. */
  readonly sha256?: string;
  /** Place in a batch; absent: the whole publish. */
  readonly readingIndex?: number;
  readonly refusal: Refusal;
}

export type SessionChange = 'connected' | 'disconnected' | 'paused' | 'resumed';

/**
 * A terminal's session began or ended, or we paused its socket ourselves. Only the newest session's end counts:
 * `sessionId` rises with every connection of a store; absent in hand-written logs.
 */
export interface SessionRecord {
  readonly type: 'session';
  readonly receivedAtMs: UnixMs;
  readonly terminalId: string;
  readonly session: SessionChange;
  readonly sessionId?: number;
}

/** Log time passes: one per second and partition while the log commits and intake is open. */
export interface TickRecord {
  readonly type: 'tick';
  readonly receivedAtMs: UnixMs;
}

/** A context entry (see `contextEntry` in schemas) as JSON text, from a service account. */
export interface ContextRecord {
  readonly type: 'context';
  readonly receivedAtMs: UnixMs;
  readonly writerId: string;
  readonly payload: Uint8Array;
}

export type LogRecord = ReadingRecord | DeadRecord | SessionRecord | TickRecord | ContextRecord;

/** One row of the log: a committed batch of one partition. `receivedAtMs` never decreases within a partition. */
export interface LogEntry {
  readonly partition: number;
  /** Rises by one per entry of the partition, from 1. */
  readonly position: number;
  readonly records: readonly LogRecord[];
}
