import type { UnixMs } from '@liftwatch/schemas';

/** What became of a write that the store answered. Unavailability is thrown, not returned. */
export interface WriteOutcome {
  /** Points refused for good (type conflict, beyond retention); the others are stored. */
  readonly refusedPoints: number;
  readonly reason?: string;
}

export interface SeriesQuery {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: readonly string[];
  readonly fromMs: UnixMs;
  readonly toMs: UnixMs;
  readonly limit: number;
}

export interface SeriesRow {
  readonly atMs: UnixMs;
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, number | string | boolean | null>>;
}

/** The reading half of the door to the time series. */
export interface SeriesReader {
  /** Rows of one measurement in order of time, at most `limit`; a store may cut lower, never above 100,000. */
  query(query: SeriesQuery): Promise<readonly SeriesRow[]>;
  close(): Promise<void>;
}

/** The writing half of the door to the time series. */
export interface SeriesWriter {
  /** Creates database and retention where missing. Idempotent. */
  prepare(): Promise<void>;
  /**
   * Writes line protocol (ns precision), as text or as UTF-8. Same measurement, tags and time overwrite: writing twice is writing once.
   * @throws {StoreError} LIFT_STORE_SERIES_UNAVAILABLE (recoverable: 429, 5xx, refused connection) or
   * LIFT_STORE_SERIES_MISCONFIGURED (database missing, wrong credentials)
   */
  write(lines: string | Uint8Array): Promise<WriteOutcome>;
}

/** The door to the time series: line protocol in, rows out. */
export interface TimeSeries extends SeriesReader, SeriesWriter {}
