import type { Incident } from '@liftwatch/schemas';
import { moved, noted } from '../lifecycle.ts';
import { endedByPerson } from '../member.ts';
import { isEnded, isOpen } from '../states.ts';
import type { Acted, Attempt } from './action.ts';
import { withPeopleFreed } from './people-freed.ts';

type Said = Attempt & { readonly note?: string | undefined };
type Freed = Said & { readonly peopleFreed?: number | undefined };
const why = ({ by, atMs, note }: Said, reason: string) => ({
  atMs,
  reason,
  who: by.id,
  ...(note === undefined ? {} : { detail: note }),
});

/** A person says that the people are out, or that it is over: it has ended, whatever the lift still says. Pure. */
export const release = (incident: Incident, said: Freed): Acted => {
  if (isEnded(incident)) return { done: true, incident: withPeopleFreed(incident, said, said.peopleFreed) };
  if (!isOpen(incident)) return { done: false, reason: `already-${incident.state}` };
  const to = incident.kind === 'entrapment' ? 'freed' : 'resolved';
  const over = moved(incident, to, why(said, 'a-person-said-it-is-over'));
  const ended = withPeopleFreed(over, said, said.peopleFreed);
  return {
    done: true,
    decision: 'released',
    incident: { ...ended, outcome: 'released', members: endedByPerson(ended.members, 'released', said.by.id) },
  };
};

/** A person says that it was not so: that is its end, and nobody need do more about it. Pure. */
export const reject = (incident: Incident, said: Said): Acted => {
  if (!isOpen(incident)) return { done: false, reason: `already-${incident.state}` };
  if (isEnded(incident) && incident.outcome !== 'rejected') return { done: false, reason: `already-${incident.state}` };
  const marked = noted(incident, { ...why(said, 'a-person-said-so'), what: 'rejected' });
  const members = endedByPerson(marked.members, 'rejected', said.by.id);
  const over: Incident = { ...marked, members, confirmation: 'rejected', outcome: 'rejected', closedBy: said.by.id };
  const closed = moved({ ...over, causeCode: 'false-report' }, 'closed', why(said, 'rejected-is-closed'));
  return { done: true, decision: 'rejected', incident: closed };
};

/** A person says that it is so: a mark, whatever the state. Pure. */
export const confirm = (incident: Incident, said: Said): Acted => {
  if (!isOpen(incident)) return { done: false, reason: `already-${incident.state}` };
  if (incident.confirmation === 'confirmed') return { done: true, incident };
  const marked: Incident = { ...incident, confirmation: 'confirmed' };
  return {
    done: true,
    decision: 'confirmed',
    incident: noted(marked, { ...why(said, 'a-person-said-so'), what: 'confirmed' }),
  };
};
