import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { IntakeStats } from './check/intake.ts';
import type { LimitCause } from './limit-log.ts';

export interface MetricSources {
  readonly intake: IntakeStats;
  readonly limits: Readonly<Record<LimitCause, number>>;
  readonly connections: () => number;
  readonly paused: () => number;
  readonly pendingBytes: () => number;
  readonly isIntakeOpen: () => boolean;
  readonly clockDifferenceMs: () => number;
}

export interface BrokerMetrics {
  readonly registry: Registry;
  readonly observeCommit: (records: number, elapsedMs: number) => void;
}

const counter = (
  registry: Registry,
  name: string,
  of: { readonly help: string; readonly value: () => number },
): void => {
  const metric: Counter = new Counter({
    name: `liftwatch_broker_${name}`,
    help: of.help,
    registers: [registry],
    collect() {
      metric.reset();
      metric.inc(of.value());
    },
  });
};

const labelled = (
  registry: Registry,
  name: string,
  of: { readonly help: string; readonly label: string; readonly values: Readonly<Record<string, number>> },
): void => {
  const metric: Counter = new Counter({
    name: `liftwatch_broker_${name}`,
    help: of.help,
    labelNames: [of.label],
    registers: [registry],
    collect() {
      metric.reset();
      for (const [value, count] of Object.entries(of.values)) metric.inc({ [of.label]: value }, count);
    },
  });
};

const gauge = (registry: Registry, name: string, of: { readonly help: string; readonly value: () => number }): void => {
  const metric: Gauge = new Gauge({
    name: `liftwatch_broker_${name}`,
    help: of.help,
    registers: [registry],
    collect: () => metric.set(of.value()),
  });
};

/** Metrics read plain counters when they are asked for, so that a reading costs none. */
export const createMetrics = (sources: MetricSources): BrokerMetrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  // Gauges that end in _total: promtool refuses them, and the same numbers come by type as well.
  for (const what of ['handles', 'requests', 'resources']) registry.removeSingleMetric(`nodejs_active_${what}_total`);
  counter(registry, 'publishes_total', {
    help: 'Publishes taken, refused ones included',
    value: () => sources.intake.publishes,
  });
  counter(registry, 'readings_total', { help: 'Readings put into the log', value: () => sources.intake.readings });
  counter(registry, 'context_entries_total', {
    help: 'Context entries put into the log',
    value: () => sources.intake.contexts,
  });
  labelled(registry, 'dead_letters_total', {
    help: 'Dead letters put into the log',
    label: 'code',
    values: sources.intake.deadLetters,
  });
  labelled(registry, 'limits_total', {
    help: 'What was held back, refused or closed, by cause',
    label: 'cause',
    values: sources.limits,
  });
  gauge(registry, 'connections', { help: 'Sockets that are open', value: sources.connections });
  gauge(registry, 'paused_connections', { help: 'Sockets that are not read at the moment', value: sources.paused });
  gauge(registry, 'pending_bytes', { help: 'Bytes that wait for the log', value: sources.pendingBytes });
  gauge(registry, 'intake_open', { help: '1 while readings are taken', value: () => (sources.isIntakeOpen() ? 1 : 0) });
  gauge(registry, 'clock_difference_seconds', {
    help: 'Wall clock minus log time',
    value: () => sources.clockDifferenceMs() / 1_000,
  });
  const seconds = new Histogram({
    name: 'liftwatch_broker_commit_seconds',
    help: 'Time of one commit to the log',
    buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2],
    registers: [registry],
  });
  const records = new Histogram({
    name: 'liftwatch_broker_commit_records',
    help: 'Records of one commit to the log',
    buckets: [1, 4, 16, 64, 256, 1_024, 4_096],
    registers: [registry],
  });
  const observeCommit = (count: number, elapsedMs: number) => {
    seconds.observe(elapsedMs / 1_000);
    records.observe(count);
  };
  return { registry, observeCommit };
};
