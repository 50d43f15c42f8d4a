/** Running counts of one engine since its start, kept plain so that counting costs nothing; metrics read them. */
export interface EngineStats {
  readings: number;
  refusedRecords: number;
  entries: number;
  findings: number;
  points: number;
  telemetryUnchanged: number;
  ruleFailures: number;
  checkpoints: number;
  snapshots: number;
  partitionRestarts: number;
  tooLateForRollUps: number;
  seriesPointsWritten: number;
  seriesPointsRefused: number;
  /** CPU and waiting of judging, ms of a monotonic clock. */
  judgingMs: number;
}

export const newStats = (): EngineStats => ({
  readings: 0,
  refusedRecords: 0,
  entries: 0,
  findings: 0,
  points: 0,
  telemetryUnchanged: 0,
  ruleFailures: 0,
  checkpoints: 0,
  snapshots: 0,
  partitionRestarts: 0,
  tooLateForRollUps: 0,
  seriesPointsWritten: 0,
  seriesPointsRefused: 0,
  judgingMs: 0,
});
