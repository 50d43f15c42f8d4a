import { Counter, Gauge, Registry } from 'prom-client';

/** What dispatch counts. */
export const openMetrics = () => {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    attempts: new Counter({
      name: 'liftwatch_dispatch_attempts_total',
      help: 'Attempts to send a message, by channel and outcome.',
      labelNames: ['channel', 'outcome'],
      registers,
    }),
    deliveries: new Counter({
      name: 'liftwatch_dispatch_deliveries_total',
      help: 'Messages decided, by role and notice.',
      labelNames: ['role', 'notice'],
      registers,
    }),
    dead: new Counter({
      name: 'liftwatch_dispatch_dead_deliveries_total',
      help: 'Messages given up, by channel.',
      labelNames: ['channel'],
      registers,
    }),
    findings: new Counter({
      name: 'liftwatch_dispatch_findings_total',
      help: 'Lines of the finding log taken.',
      registers,
    }),
    setAside: new Counter({
      name: 'liftwatch_dispatch_findings_set_aside_total',
      help: 'Lines of the finding log that could not be taken.',
      registers,
    }),
    position: new Gauge({
      name: 'liftwatch_dispatch_finding_position',
      help: 'Position of the last finding line taken.',
      registers,
    }),
  };
};
export type Metrics = ReturnType<typeof openMetrics>;
