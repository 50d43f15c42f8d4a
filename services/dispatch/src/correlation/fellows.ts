import type { Finding, Incident, UnixMs } from '@liftwatch/schemas';
import { isActive } from '../incidents/member.ts';
import type { Board, HeldFinding } from './board.ts';

const near = (aMs: UnixMs, bMs: UnixMs, windowMs: number): boolean => Math.abs(aMs - bMs) <= windowMs;

export interface Fellowship {
  readonly held: readonly HeldFinding[];
  /** Lifts, this one included, that show one of the codes within the window. */
  readonly liftsCount: number;
}

const siteMembers = (incident: Incident, siteId: string | undefined) =>
  siteId !== undefined && incident.liftId !== undefined && incident.lift.siteId === siteId ? incident.members : [];

/** Findings of the same codes, at other lifts of the same place, that began within the window of this one. */
export const fellowsOf = (
  board: Board,
  finding: Finding,
  by: {
    readonly codes: readonly string[];
    readonly windowMs: number;
    readonly samePlace: (lift: Finding['lift']) => boolean;
    readonly siteId?: string;
  },
): Fellowship => {
  const held = [...board.held.values()].filter(
    (h) =>
      by.codes.includes(h.finding.code) && by.samePlace(h.finding.lift) && near(h.finding.at, finding.at, by.windowMs),
  );
  const lifts = new Set([finding.liftId, ...held.map((h) => h.finding.liftId)]);
  for (const incident of board.open.values())
    for (const member of siteMembers(incident, by.siteId))
      if (by.codes.includes(member.code) && isActive(member) && near(member.atMs, finding.at, by.windowMs))
        lifts.add(member.liftId);
  return { held: held.filter((h) => h.finding.findingId !== finding.findingId), liftsCount: lifts.size };
};
