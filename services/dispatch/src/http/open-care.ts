import type { DispatchPipeline } from '../dispatch-pipeline.ts';
import type { Parts } from '../parts.ts';
import type { RegistryView } from '../registry/registry-directory.ts';
import type { DailySelfTest } from '../self-test/daily-self-test.ts';
import type { CareParts } from './care-controller.ts';

/** What the routes of self-test, test calls and exercises stand upon. */
export const openCare = (
  { deps, nowMs }: Parts,
  own: {
    readonly pipeline: DispatchPipeline;
    readonly registry: RegistryView;
    readonly selfTest: DailySelfTest | undefined;
    readonly wakeOutbox: () => void;
  },
): CareParts => ({
  database: deps.database,
  nowMs,
  selfTest: own.selfTest,
  onRegistryChanged: () => own.registry.refresh(),
  erase: (id, by) => own.pipeline.erase(id, { id: by, nowMs: nowMs() }),
  async stage(drill) {
    const staged = await own.pipeline.stage(drill, nowMs());
    own.wakeOutbox();
    return staged;
  },
});
