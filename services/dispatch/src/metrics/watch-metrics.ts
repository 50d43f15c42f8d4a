import { Counter, Gauge, type Registry } from 'prom-client';

/** What liftwatch says of itself. */
export const watchMetrics = (registers: Registry[]) => ({
  heartbeatAt: new Gauge({
    name: 'liftwatch_dispatch_heartbeat_timestamp_seconds',
    help: 'When the heartbeat was last heard outside; 0: not yet.',
    registers,
  }),
  selfTestAt: new Gauge({
    name: 'liftwatch_dispatch_self_test_timestamp_seconds',
    help: 'When the last self-test began; 0: none yet.',
    registers,
  }),
  selfTestOk: new Gauge({
    name: 'liftwatch_dispatch_self_test_success',
    help: 'Whether the last self-test reached a received SMS.',
    registers,
  }),
  selfTestSeconds: new Gauge({
    name: 'liftwatch_dispatch_self_test_duration_seconds',
    help: 'From the reading to the receipt of the last self-test.',
    registers,
  }),
  selfTestFailures: new Counter({
    name: 'liftwatch_dispatch_self_test_failures_total',
    help: 'Self-tests that did not reach a received SMS.',
    registers,
  }),
});
