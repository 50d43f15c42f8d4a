import type { LoadReport } from './load.ts';
import type { CommittedFinding } from './server.ts';

const BETWEEN_FLOORS_RULE_MS = 30_000;
/** A between-floors probe needs its rule's time and the generator's next turn of that lift within the run. */
const MARGIN_MS = 12_000;

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;

/**
 * From the scheduled send of the reading that makes it so (plus the rule's own time, for the entrapment between
 * floors) to the committed finding, ms. A probe without a finding is missed, and shown as such.
 */
export const latenciesOf = (report: LoadReport, committed: readonly CommittedFinding[], seconds: number) => {
  const byLift = new Map<string, CommittedFinding[]>();
  for (const finding of committed) byLift.set(finding.liftId, [...(byLift.get(finding.liftId) ?? []), finding]);
  const endMs = report.startedAtMs + seconds * 1_000;
  const latencies: number[] = [];
  let probes = 0;
  let missedProbes = 0;
  for (const probe of report.probes) {
    const ruleMs = probe.kind === 'between-floors' ? BETWEEN_FLOORS_RULE_MS : 0;
    const dueMs = probe.scheduledAtMs + ruleMs;
    if (dueMs + (ruleMs > 0 ? MARGIN_MS : 1_000) > endMs) continue;
    probes += 1;
    const found = byLift
      .get(probe.liftId)
      ?.find((f) => f.committedAtMs >= dueMs - 50 && f.committedAtMs < dueMs + 10_000);
    if (found) latencies.push(found.committedAtMs - dueMs);
    else missedProbes += 1;
  }
  latencies.sort((a, b) => a - b);
  return { p50Ms: quantile(latencies, 0.5), p99Ms: quantile(latencies, 0.99), probes, missedProbes };
};
