import type { Finding } from '@liftwatch/schemas';
import { isEnded } from '../incidents/states.ts';
import { scopeOfLift } from '../incidents/scope.ts';
import { openOf, type Board } from './board.ts';
import { isAboutPeople } from './danger.ts';
import type { Place } from './place.ts';

/** Every finding about people in danger joins the lift's one open entrapment; a resolved one begins anew only by its own kind. */
export const people =
  (board: Board) =>
  (finding: Finding): Place | undefined => {
    if (finding.incidentKind === 'entrapment') return { to: 'lift', kind: 'entrapment', reason: 'entrapment' };
    if (!isAboutPeople(finding)) return undefined;
    const open = openOf(board, scopeOfLift(finding), 'entrapment');
    if (!open || isEnded(open)) return undefined;
    return { to: 'lift', kind: 'entrapment', reason: 'people-in-danger-join-the-open-entrapment' };
  };
