import type { Incident } from '@liftwatch/schemas';
import { noted } from '../lifecycle.ts';
import type { Attempt } from './action.ts';

/** Records how many people were let out; not said: it stays as it is, and unknown stays unknown. The newest word counts. */
export const withPeopleFreed = (incident: Incident, { by, atMs }: Attempt, count: number | undefined): Incident => {
  if (count === undefined || count === incident.peopleFreed) return incident;
  const said = { atMs, what: 'people-freed', reason: 'a-person-said-so', who: by.id, detail: String(count) };
  return noted({ ...incident, peopleFreed: count }, said);
};
