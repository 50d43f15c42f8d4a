import type { Finding, Incident, SuppressedFinding, UnixMs } from '@liftwatch/schemas';
import { move, noted, type Why } from './lifecycle.ts';
import { isLive } from './states.ts';

/**
 * Which findings a list names: a wide outage brings tens of thousands, one by one, and looking through them all for each would hold up
 * everybody else's alarm. Handed on from a list to the one that grows out of it; a name too many only costs a look.
 */
const namedBy = new WeakMap<readonly SuppressedFinding[], Set<string>>();

const namesOf = (list: readonly SuppressedFinding[]): Set<string> =>
  namedBy.get(list) ?? new Set(list.map((s) => s.findingId));

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
  const names = namesOf(parent.suppressed);
  const isListed = names.has(finding.findingId);
  const rest = isListed ? parent.suppressed.filter((s) => s.findingId !== finding.findingId) : parent.suppressed;
  const suppressed = [...rest, entry];
  namedBy.set(suppressed, names.add(finding.findingId));
  const listed = noted(
    { ...parent, suppressed },
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
