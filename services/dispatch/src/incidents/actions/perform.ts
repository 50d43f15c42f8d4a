import type { Incident } from '@liftwatch/schemas';
import { acknowledge } from './acknowledge.ts';
import type { Acted, Action, Attempt } from './action.ts';
import { arrive } from './arrive.ts';
import { close } from './close.ts';
import { confirm, reject, release } from './end.ts';
import { eta } from './eta.ts';
import { refuse } from './refuse.ts';

/** Carries out what a person does with an open incident. Idempotent: the same again changes nothing. Pure. */
export const perform = (incident: Incident, action: Action, attempt: Attempt): Acted => {
  switch (action.is) {
    case 'acknowledge':
      return acknowledge(incident, attempt);
    case 'refuse':
      return refuse(incident, attempt, action);
    case 'eta':
      return eta(incident, attempt, action);
    case 'arrive':
      return arrive(incident, attempt);
    case 'release':
      return release(incident, { ...attempt, note: action.note, peopleFreed: action.peopleFreed });
    case 'confirm':
      return confirm(incident, { ...attempt, note: action.note });
    case 'reject':
      return reject(incident, { ...attempt, note: action.note });
    case 'close':
      return close(incident, attempt, action);
  }
};

/** Whether a closed incident already is what the action would make of it: then the same again is not an error. */
export const isDoneAlready = (incident: Incident, action: Action): boolean => {
  if (incident.state !== 'closed') return false;
  // A number that is not on record yet would be lost.
  if ('peopleFreed' in action && action.peopleFreed !== incident.peopleFreed) return false;
  if (action.is === 'close') return true;
  if (action.is === 'reject') return incident.outcome === 'rejected';
  return action.is === 'release' && incident.outcome === 'released';
};
