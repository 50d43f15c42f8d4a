import {
  liveIncidentStates,
  rescueLimits,
  shanghaiHour,
  type RescueFact,
  type UnixMs,
  type Incident,
} from '@liftwatch/schemas';
import type { LiftPlace } from './lift-place.ts';
import { UNREGISTERED } from './point.ts';

/** It is so now, and people act on it. */
export const isLive = ({ state }: Incident): boolean => liveIncidentStates.includes(state);

const secondsSince = (alarmAtMs: UnixMs, atMs: UnixMs | undefined): number | undefined =>
  atMs === undefined ? undefined : Math.max(0, (atMs - alarmAtMs) / 1_000);

/**
 * An entrapment's present episode as statistics see it; undefined before its alarm. Whole seconds decide about limits:
 * 30:00 is in time. A clock that nobody stopped is overdue from its limit on, if people were still in by then.
 */
export const rescueFactOf = (incident: Incident, place: LiftPlace, nowMs: UnixMs): RescueFact | undefined => {
  const { alarmAtMs, response } = incident;
  if (incident.kind !== 'entrapment' || alarmAtMs === undefined) return undefined;
  const responseS = secondsSince(alarmAtMs, response?.acknowledgedAtMs);
  const arrivalS = secondsSince(alarmAtMs, response?.arrivedAtMs);
  const lastedS = Math.floor(((isLive(incident) ? nowMs : (incident.resolvedAtMs ?? nowMs)) - alarmAtMs) / 1_000);
  const whole = (s: number | undefined) => (s === undefined ? undefined : Math.floor(s));
  return {
    liftId: incident.liftId ?? UNREGISTERED,
    districtId: incident.lift.districtId ?? UNREGISTERED,
    firmId: incident.lift.firmId ?? UNREGISTERED,
    place: place.placeType ?? UNREGISTERED,
    hour: shanghaiHour(incident.openedAtMs),
    brand: place.brand,
    cause: incident.causeCode,
    people: incident.outcome === 'rejected' ? undefined : incident.peopleFreed,
    responseS: whole(responseS),
    arrivalS: whole(arrivalS),
    releaseS: incident.outcome === 'released' ? whole(secondsSince(alarmAtMs, incident.resolvedAtMs)) : undefined,
    responseOverdue: responseS === undefined && lastedS > rescueLimits.response.value,
    arrivalOverdue: arrivalS === undefined && lastedS > rescueLimits.arrival.value,
    selfReleased: incident.members.some((member) => member.selfReleased === true),
    falseAlarm: incident.outcome === 'rejected',
    level: response?.level,
  };
};
