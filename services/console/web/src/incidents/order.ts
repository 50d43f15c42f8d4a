import type { Incident } from '@liftwatch/schemas';

/** Where an incident stands in the queue: people in danger, other alarms, what only waits to be closed. */
export type Lane = 'people' | 'other' | 'waiting';

const ended: readonly string[] = ['freed', 'resolved', 'cause-filed'];
export const hasEnded = ({ state }: Incident): boolean => ended.includes(state);

/** Incidents about people or dangerous movement come first whatever else there is. */
const endangersPeople = ({ priority }: Incident): boolean => priority === 'P0' || priority === 'P1';

export const laneOf = (incident: Incident): Lane => {
  if (hasEnded(incident)) return 'waiting';
  return endangersPeople(incident) ? 'people' : 'other';
};

/** Not yet ended, and more than a notice. */
export const needsPerson = (incident: Incident): boolean =>
  laneOf(incident) !== 'waiting' && incident.priority !== 'P4' && incident.state !== 'suspected';

/** When the clock of the incident began, ms. */
export const beganMs = (incident: Incident): number => incident.alarmAtMs ?? incident.openedAtMs;

const isEntrapment = ({ kind }: Incident): boolean => kind === 'entrapment';

/**
 * Most urgent first; within a priority people who are held before all else, the alarm
 * before the suspicion, the older before the newer.
 */
export const byUrgency = (a: Incident, b: Incident): number =>
  a.priority.localeCompare(b.priority) ||
  Number(isEntrapment(b)) - Number(isEntrapment(a)) ||
  Number(a.state === 'suspected') - Number(b.state === 'suspected') ||
  beganMs(a) - beganMs(b);

export const lanes: readonly Lane[] = ['people', 'other', 'waiting'];
