import type { Delivery, Finding, Incident } from '@liftwatch/schemas';
import { openSqliteDatabase } from '@liftwatch/stores';
import {
  openDispatchPipeline,
  type DispatchPipeline,
  type DispatchPolicy,
  type DispatchTables,
} from '../../src/index.ts';
import type { Directory, Takes } from '../../src/routing/directory.ts';

/** A pipeline over a database in memory, and everything that it has said. */
export const openPipeline = async (policy?: DispatchPolicy, directory?: Directory, takes?: Takes) => {
  const database = openSqliteDatabase<DispatchTables>(':memory:');
  const pipeline: DispatchPipeline = await openDispatchPipeline({
    database,
    ...(policy === undefined ? {} : { policy }),
    ...(directory === undefined ? {} : { directory }),
    ...(takes === undefined ? {} : { takes }),
  });
  const incidents = new Map<string, Incident>();
  const deliveries: Delivery[] = [];
  let position = 0;
  const keep = (changes: Awaited<ReturnType<DispatchPipeline['apply']>>) => {
    for (const incident of changes.incidents) incidents.set(incident.incidentId, incident);
    deliveries.push(...changes.deliveries);
    return changes;
  };
  return {
    database,
    pipeline,
    deliveries,
    async find(...findings: readonly Finding[]) {
      for (const finding of findings) keep(await pipeline.apply({ position: ++position, finding }));
    },
    advanceTo: async (nowMs: number) => keep(await pipeline.advanceTo(nowMs)),
    act: async (order: Parameters<DispatchPipeline['act']>[0]) => keep(await pipeline.act(order)),
    all: () => [...incidents.values()],
    ofKind: (kind: string) => [...incidents.values()].filter((i) => i.kind === kind),
    told: () => deliveries.map((d) => `${d.notice}:${d.role}`),
  };
};
