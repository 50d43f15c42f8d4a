import type { Finding, Incident, UnixMs } from '@liftwatch/schemas';
import type { OpenIncidents } from './open-incidents.ts';

/** A finding that waits for others of the same cause. */
export interface HeldFinding {
  readonly finding: Finding;
  readonly heldUntilMs: UnixMs;
}

/** What dispatch knows at one moment: every open incident, every held finding. Read by the stages, never changed by them. */
export interface Board {
  readonly open: OpenIncidents;
  readonly held: ReadonlyMap<string, HeldFinding>;
}

/** Facts of the registry that correlation asks for; undefined = not known. */
export interface Topology {
  liftsOfSite(siteId: string): number | undefined;
}

export const openOf = (board: Board, scope: string, kind: string): Incident | undefined =>
  board.open.inScope(scope).find((incident) => incident.kind === kind);
