import type { UnixMs } from '@liftwatch/schemas';
import { openOf } from '../correlation/board.ts';
import {
  againTrouble,
  kindOfTrouble,
  openTrouble,
  scopeOfTrouble,
  settledTrouble,
  type Trouble,
} from '../incidents/trouble.ts';
import { Draft, NOTHING, type Decision, type Desk } from './draft.ts';
import type { Means } from './means.ts';
import { routeChanged } from './route-changed.ts';

/** liftwatch itself is in trouble, or no longer: an incident that the operator is told of. Pure. */
export const decideTrouble = (
  desk: Desk,
  said: { readonly trouble: Trouble; readonly isOver: boolean; readonly nowMs: UnixMs },
  means: Means,
): Decision => {
  const { trouble, nowMs } = said;
  const open = openOf(desk, scopeOfTrouble(trouble), kindOfTrouble(trouble));
  const next = said.isOver
    ? open && settledTrouble(open, nowMs)
    : open
      ? againTrouble(open, trouble, nowMs)
      : openTrouble(trouble, { nowMs, hash: means.hash });
  if (next === undefined || next === open) return NOTHING;
  const draft = new Draft(desk);
  draft.put(next);
  routeChanged(draft, nowMs, means);
  return draft.decision();
};
