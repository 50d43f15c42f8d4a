/** What InfluxDB may lose when the spool is full: telemetry, oldest first; never faults, scores or roll-ups. */
export type PointClass = 'telemetry' | 'fault';

/** One lift's state at a log position, as opaque JSON text of the engine. */
export interface LiftSnapshot {
  readonly liftId: string;
  readonly position: number;
  readonly state: string;
}

/** What the engine makes durable together after a slice of a partition's entries. */
export interface EngineCommit {
  readonly partition: number;
  readonly epoch: number;
  /** Every entry up to here is reflected in snapshots or will be read again from `resumePosition`. */
  readonly position: number;
  /** Where a restart reads from: no lift's newest snapshot is older than this. */
  readonly resumePosition: number;
  /** Partition-wide state that belongs to no lift, as JSON text. */
  readonly partitionState: string;
  readonly snapshots: readonly LiftSnapshot[];
  /** Line protocol, ns precision, one line per point; bytes are UTF-8 and are the caller's again after the commit. */
  readonly points: Readonly<
    Partial<Record<PointClass, { readonly count: number; readonly lines: string | Uint8Array }>>
  >;
}

export interface EngineResume {
  readonly position: number;
  readonly resumePosition: number;
  readonly partitionState: string;
  readonly snapshots: readonly LiftSnapshot[];
}

export interface SpoolBatch {
  readonly id: number;
  readonly pointClass: PointClass;
  readonly count: number;
  /** Line protocol, UTF-8, each line with its line break. Bytes, so that nobody on their way makes text of them. */
  readonly lines: Uint8Array;
}

/** Checkpoints, snapshots and the spool of points, in one durable file per engine. */
export interface EngineStore {
  resume(partition: number): Promise<EngineResume | undefined>;
  /** One transaction. Idempotent for the same (partition, position). */
  commit(commit: EngineCommit): Promise<void>;
  /** Oldest batches first, faults before telemetry, at most `maxPoints` (at least one batch). */
  peekSpool(maxPoints: number): Promise<readonly SpoolBatch[]>;
  /** Removes batches that the time series has, or has refused for good. */
  dropSpool(ids: readonly number[]): Promise<void>;
  readonly spooled: { readonly points: number; readonly bytes: number; readonly droppedTelemetryPoints: number };
  close(): Promise<void>;
}
