import type { Finding, Incident, SuppressedFinding, UnixMs } from '@liftwatch/schemas';
import { move, noted, type Why } from './lifecycle.ts';
import { isLive } from './states.ts';

/** Lists a finding under the parent that stands for it; a resolved parent begins anew. */
export const suppressUnder = (parent: Incident, finding: Finding, why: Why): Incident => {
  const entry: SuppressedFinding = {
    findingId: finding.findingId,
    liftId: finding.liftId,
    code: finding.code,
    reason: why.reason,
    ...(finding.lift.firmId === undefined ? {} : { firmId: finding.lift.firmId }),
    atMs: finding.at,
  };
  const isListed = parent.suppressed.some((s) => s.findingId === finding.findingId);
  const rest = isListed ? parent.suppressed.filter((s) => s.findingId !== finding.findingId) : parent.suppressed;
  const listed = noted(
    { ...parent, suppressed: [...rest, entry] },
    { ...why, what: 'suppressed', detail: `${finding.code} of lift ${finding.liftId} ${finding.findingId}` },
  );
  if (isLive(listed)) return listed;
  const moved = move(listed, 'alarm', { atMs: why.atMs, reason: 'begins-anew' });
  return moved.moved ? moved.incident : listed;
};

/** A suppressed finding has ended; with the last one the parent resolves. */
export const clearUnder = (parent: Incident, finding: Finding, atMs: UnixMs): Incident => {
  const suppressed = parent.suppressed.map((s) =>
    s.findingId === finding.findingId ? { ...s, clearedAtMs: atMs } : s,
  );
  const next = noted(
    { ...parent, suppressed },
    {
      atMs,
      what: 'suppressed-cleared',
      reason: `finding-${finding.stage}`,
      detail: `${finding.code} of lift ${finding.liftId}`,
    },
  );
  if (suppressed.some((s) => s.clearedAtMs === undefined)) return next;
  const moved = move(next, 'resolved', { atMs, reason: 'every-lift-is-back' });
  return moved.moved ? { ...moved.incident, outcome: 'released' } : next;
};
