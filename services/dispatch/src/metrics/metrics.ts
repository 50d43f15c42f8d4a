import { Counter, Gauge, Registry } from 'prom-client';

/** What dispatch counts. */
export const openMetrics = () => {
  const registry = new Registry();
  const registers = [registry];
  let openEndpoints: () => readonly string[] = () => [];
  new Gauge({
    name: 'liftwatch_dispatch_circuits_open',
    help: 'Endpoints whose circuit is open: probed, not used.',
    registers,
    collect() {
      this.set(openEndpoints().length);
    },
  });
  return {
    /** Where the endpoints with an open circuit are read from. */
    onCollect(of: () => readonly string[]): void {
      openEndpoints = of;
    },
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
    unreached: new Counter({
      name: 'liftwatch_dispatch_unreached_total',
      help: 'Messages that reached nobody so far, so that the next person was told, by channel and why.',
      labelNames: ['channel', 'why'],
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
