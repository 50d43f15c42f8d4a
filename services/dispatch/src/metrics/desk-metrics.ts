import { Gauge, type Registry } from 'prom-client';
import type { DispatchPipeline } from '../dispatch-pipeline.ts';
import { isExercise } from '../points/exercise.ts';

/** How the desk stands, read when Prometheus asks. */
export const watchDesk = (registry: Registry, pipeline: DispatchPipeline, differenceMs: () => number): void => {
  const registers = [registry];
  new Gauge({
    name: 'liftwatch_dispatch_open_incidents',
    help: 'Incidents that nobody has closed, by state and level of the rescue network; exercises and the self-test left out.',
    labelNames: ['state', 'level'],
    registers,
    collect() {
      this.reset();
      for (const incident of pipeline.open())
        if (!isExercise(incident)) this.inc({ state: incident.state, level: String(incident.response?.level ?? 1) });
    },
  });
  new Gauge({
    name: 'liftwatch_dispatch_waiting_messages',
    help: 'Messages that are held back, with their reason under /api/v1/held-back.',
    registers,
    collect() {
      this.set(pipeline.waitingCount());
    },
  });
  new Gauge({
    name: 'liftwatch_dispatch_clock_difference_seconds',
    help: "The server's clock less the clock that deadlines run on.",
    registers,
    collect() {
      this.set(differenceMs() / 1_000);
    },
  });
};
