import type { Bilingual, Finding, Incident } from '@liftwatch/schemas';
import { isAboutPeople } from '../correlation/danger.ts';
import { openOf } from '../correlation/board.ts';
import { settle } from '../incidents/fold.ts';
import { move, noted, type Why } from '../incidents/lifecycle.ts';
import { isActive, withMember } from '../incidents/member.ts';
import { scopeOfLift } from '../incidents/scope.ts';
import { isLive } from '../incidents/states.ts';
import type { Draft } from './draft.ts';

/** What the other was, as people say it. */
const textOf = ({ kind, members }: Incident): Bilingual => {
  const [first] = members;
  return first
    ? { zh: `${first.code} ${first.summary.zh}`, en: `${first.code} ${first.summary.en}` }
    : { zh: kind, en: kind };
};

/**
 * One incident goes on in another: its findings are the root's from here on, so that a further line of them settles the
 * root and does not begin the ended one anew.
 */
export const mergeInto = (
  draft: Draft,
  what: { readonly root: Incident; readonly other: Incident; readonly to: 'resolved' | 'closed' },
  why: Why,
): void => {
  const { root, other, to } = what;
  const ended: Incident = {
    ...other,
    parentId: root.incidentId,
    outcome: 'merged',
    ...(to === 'closed' ? { closedBy: 'liftwatch' } : {}),
  };
  const left = move(ended, to, why);
  if (!left.moved) return;
  draft.put(left.incident);
  const members = other.members.reduce((all, member) => withMember(all, member), [...root.members]);
  const words = textOf(other);
  draft.put(settle(noted({ ...root, members }, { ...why, what: 'merged', detail: other.incidentId, words }), why));
  for (const { findingId, revision, stage, priority } of other.members)
    draft.remember({ findingId, revision, stage, priority, incidentIds: [root.incidentId] });
};

/** A fault of the lift that is part of its entrapment: the car stands between floors, or people in it are in danger. */
const belongsTo = (fault: Incident): boolean =>
  fault.kind === 'fault/04' ||
  fault.members.some((m) => isActive(m) && isAboutPeople({ ...m, incidentKind: fault.kind }));

/**
 * Every finding about people in danger joins the lift's one open entrapment, also one that came before it: once the
 * entrapment is an alarm, such faults of the lift go on in it. A suspicion takes nothing in: it may be withdrawn.
 */
export const absorbFaults = (draft: Draft, finding: Finding, atMs: number): void => {
  if (finding.incidentKind !== 'entrapment') return;
  const scope = scopeOfLift(finding);
  for (const fault of draft.open.inScope(scope)) {
    const root = openOf(draft, scope, 'entrapment');
    if (!root || !isLive(root)) return;
    if (!fault.kind.startsWith('fault/') || !isLive(fault) || !belongsTo(fault)) continue;
    mergeInto(draft, { root, other: fault, to: 'closed' }, { atMs, reason: 'part-of-the-entrapment' });
  }
};
