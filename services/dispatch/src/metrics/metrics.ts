import { watchMetrics } from './watch-metrics.ts';
import { Counter, Gauge, Registry } from 'prom-client';

/** What dispatch counts. */
export const openMetrics = () => {
  const registry = new Registry();
  const registers = [registry];
  let openEndpoints: () => readonly string[] = () => [];
  let testCalls: () => Promise<Readonly<Record<string, number>>> = () => Promise.resolve({});
  new Gauge({
    name: 'liftwatch_dispatch_test_calls',
    help: 'Registered lifts by standing of their 72-hour test call.',
    labelNames: ['standing'],
    registers,
    async collect() {
      for (const [standing, count] of Object.entries(await testCalls())) this.set({ standing }, count);
    },
  });
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
    /** Where the standings of test calls are counted. */
    testCallsFrom(of: () => Promise<Readonly<Record<string, number>>>): void {
      testCalls = of;
    },
    ...watchMetrics(registers),
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
