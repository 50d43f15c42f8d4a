import type { Finding } from '@liftwatch/schemas';
import { LineBuffer } from '../points/line-buffer.ts';
import type { EngineResume, LiftSnapshot, LogEntry } from '@liftwatch/stores';

/** A rule threw for one lift: it was set back for that lift alone, and the entry is the evidence. */
export interface RuleFailure {
  readonly liftId: string;
  readonly rule: string;
  readonly message: string;
  readonly position: number;
  /** What the rule was given. */
  readonly reading?: unknown;
}

/** What judging a slice of entries gave. Filled by {@link Fold.apply}, emptied by the runner. */
export interface Slice {
  readonly findings: Finding[];
  readonly failures: RuleFailure[];
  /** Points, in line protocol. */
  readonly telemetry: LineBuffer;
  readonly fault: LineBuffer;
}

export const newSlice = (): Slice => ({
  findings: [],
  failures: [],
  telemetry: new LineBuffer(),
  fault: new LineBuffer(),
});

/** A partition's judging as the runner sees it: entries in, findings and points out, state saved in slices. */
export interface Fold {
  /** Log time reached, ms; 0 before the first entry. */
  readonly logMs: number;
  readonly liftCount: number;
  /** Judges one entry. Synchronous and deterministic. */
  apply(entry: LogEntry, slice: Slice): void;
  /** Restores a checkpoint; entries after `resumePosition` come next, again up to its `position`. */
  restore(resume: EngineResume): void;
  /** Snapshots of the lifts that changed, oldest change first: those that changed at `changedBeforeMs` of the caller's clock or earlier. */
  snapshots(at: {
    readonly position: number;
    readonly changedBeforeMs: number;
    readonly atMost: number;
  }): LiftSnapshot[];
  /** No unsaved change is older than the entry after this. */
  resumePosition(position: number): number;
  /** Partition-wide state as JSON text, for a checkpoint at `position`. */
  partitionState(position: number): string;
}
