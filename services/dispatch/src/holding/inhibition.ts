import type { Incident } from '@liftwatch/schemas';
import { openOf } from '../correlation/board.ts';
import { isLive } from '../incidents/states.ts';
import type { HoldStage, Scene } from './stage.ts';

const liveAt = (scene: Scene, scope: string, kinds: readonly string[]): Incident | undefined =>
  kinds.map((kind) => openOf(scene.board, scope, kind)).find((i) => i !== undefined && isLive(i));

/** Something graver at the same lift, or a power cut of its building, explains it. */
export const inhibited: HoldStage = (_, scene) => {
  const { incident, policy } = scene;
  const siteId = incident.lift.siteId;
  for (const row of policy.inhibition) {
    const by = row.holds.includes(incident.priority) ? liveAt(scene, incident.scope, row.by) : undefined;
    if (by && by.incidentId !== incident.incidentId) return { reason: `inhibited-by-${by.kind}`, next: 'again' };
  }
  if (siteId === undefined || incident.liftId === undefined) return undefined;
  if (!policy.sitePowerHolds.includes(incident.priority)) return undefined;
  return liveAt(scene, `site/${siteId}`, ['site-power']) && { reason: 'inhibited-by-site-power', next: 'again' };
};
