import type { Incident, UnixMs } from '@liftwatch/schemas';
import type { HoldStage } from './stage.ts';
import type { HoldingPolicy } from './policy.ts';

const changes = /->(alarm|freed|resolved)$|^opened-alarm$/;

/** Comes and goes: at least so many times within the window. */
export const isFlapping = (incident: Incident, policy: HoldingPolicy, nowMs: UnixMs): boolean => {
  const { changesCount, withinMs } = policy.flapping;
  const recent = incident.timeline.filter((t) => changes.test(t.what) && t.atMs > nowMs - withinMs);
  return recent.length >= changesCount;
};

/** What comes and goes is told once as unstable; after that it waits until it stays as it is. */
export const flapping: HoldStage = (_, { incident, policy, nowMs }) =>
  isFlapping(incident, policy, nowMs) ? { reason: 'flapping', next: 'again' } : undefined;
