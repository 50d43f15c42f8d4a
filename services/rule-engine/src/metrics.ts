import type { EngineStore } from '@liftwatch/stores';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { PartitionStanding } from './http/engine-view.ts';
import type { EngineStats } from './stats.ts';

export interface MetricSources {
  readonly stats: EngineStats;
  readonly spooled: () => EngineStore['spooled'];
  readonly partitions: () => readonly PartitionStanding[];
  readonly seriesFailures: () => number;
  readonly conditions: () => Readonly<Record<'normal' | 'fault' | 'unknown', number>>;
}

const PREFIX = 'liftwatch_engine_';
/** Gauges that prom-client names like counters; promtool refuses them, and the same is there by type. */
const misnamed = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

type CountName = Exclude<keyof EngineStats, 'judgingMs'>;

const counters: Readonly<Record<CountName, readonly [string, string]>> = {
  readings: ['readings_total', 'Readings taken from the log, duplicates included'],
  refusedRecords: [
    'skipped_records_total',
    'Records of the log that carry nothing to judge: dead letters and refused publishes',
  ],
  entries: ['entries_total', 'Entries of the log judged'],
  findings: ['finding_lines_total', 'Lines appended to the finding log'],
  points: ['points_total', 'Points put into the spool'],
  telemetryUnchanged: ['unchanged_states_total', 'State readings that changed nothing and were not written'],
  ruleFailures: ['rule_failures_total', 'Exceptions of a rule, isolated to one lift'],
  checkpoints: ['checkpoints_total', 'Checkpoints written'],
  snapshots: ['snapshots_total', 'Lifts saved'],
  partitionRestarts: ['partition_restarts_total', 'Partitions begun again from their checkpoint after a failure'],
  tooLateForRollUps: ['rollup_too_late_total', 'Readings too old to correct a roll-up window'],
  seriesPointsWritten: ['series_points_written_total', 'Points that the time series has taken'],
  seriesPointsRefused: ['series_points_refused_total', 'Points that the time series has refused for good'],
};

const counter = (
  registry: Registry,
  of: { readonly name: string; readonly help: string; readonly value: () => number },
): void => {
  const metric: Counter = new Counter({
    name: `${PREFIX}${of.name}`,
    help: of.help,
    registers: [registry],
    collect() {
      metric.reset();
      metric.inc(of.value());
    },
  });
};

const gauge = (
  registry: Registry,
  of: {
    readonly name: string;
    readonly help: string;
    readonly labels?: readonly string[];
    readonly set: (metric: Gauge) => void;
  },
): void => {
  const metric: Gauge = new Gauge({
    name: `${PREFIX}${of.name}`,
    help: of.help,
    labelNames: [...(of.labels ?? [])],
    registers: [registry],
    collect() {
      metric.reset();
      of.set(metric);
    },
  });
};

const partitionGauges = (registry: Registry, partitions: MetricSources['partitions']): void => {
  gauge(registry, {
    name: 'partition_lag_entries',
    help: 'Entries of the log not yet judged',
    labels: ['partition'],
    set: (metric) =>
      partitions().forEach((one) => metric.set({ partition: one.partition }, Math.max(0, one.head - one.position))),
  });
  gauge(registry, {
    name: 'partition_lag_seconds',
    help: 'How far log time is behind the wall clock',
    labels: ['partition'],
    set: (metric) =>
      partitions().forEach((one) => one.lagS !== null && metric.set({ partition: one.partition }, one.lagS)),
  });
  gauge(registry, {
    name: 'partitions_live',
    help: 'Partitions held and judged up to date',
    set: (metric) => metric.set(partitions().filter((one) => one.state === 'live').length),
  });
};

/** The engine's own registry, so that several services can live in one process. */
export const engineMetrics = (sources: MetricSources): Registry => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: PREFIX });
  for (const name of misnamed) registry.removeSingleMetric(`${PREFIX}${name}`);
  for (const [key, [name, help]] of Object.entries(counters))
    counter(registry, { name, help, value: () => sources.stats[key as CountName] });
  counter(registry, {
    name: 'judging_seconds_total',
    help: 'Time spent judging',
    value: () => sources.stats.judgingMs / 1_000,
  });
  counter(registry, {
    name: 'spool_dropped_telemetry_total',
    help: 'Telemetry points dropped, oldest first, because the spool was full',
    value: () => sources.spooled().droppedTelemetryPoints,
  });
  gauge(registry, {
    name: 'series_failures_in_a_row',
    help: 'Failed writes to the time series since the last that worked',
    set: (metric) => metric.set(sources.seriesFailures()),
  });
  gauge(registry, {
    name: 'spool_points',
    help: 'Points waiting for the time series',
    set: (metric) => metric.set(sources.spooled().points),
  });
  gauge(registry, {
    name: 'spool_bytes',
    help: 'Size of the points waiting for the time series',
    set: (metric) => metric.set(sources.spooled().bytes),
  });
  gauge(registry, {
    name: 'lifts',
    help: 'Lifts by what is known of them; a silent lift is unknown',
    labels: ['condition'],
    set: (metric) =>
      Object.entries(sources.conditions()).forEach(([condition, lifts]) => metric.set({ condition }, lifts)),
  });
  partitionGauges(registry, sources.partitions);
  return registry;
};
