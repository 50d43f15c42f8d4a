import {
  keptWithin,
  priorities,
  rescueLimits,
  SELF_TEST_LIFT,
  type RescueFact,
  type UnixMs,
  type Incident,
} from '@liftwatch/schemas';
import { breachesOf } from './breaches.ts';
import { isExercise } from './exercise.ts';
import type { LiftPlace } from './lift-place.ts';
import { nameCounter, pointLine, UNREGISTERED } from './point.ts';
import { isLive, rescueFactOf } from './rescue-fact.ts';

const namesOf = (place: LiftPlace) => ({
  lift_name: place.liftName,
  site_name: place.siteName,
  district_name: place.districtName,
  firm_name: place.firmName,
  brand: place.brand,
});

const flag = (value: boolean | undefined): number | undefined => (value === undefined ? undefined : Number(value));
const codesOf = (incident: Incident): string => [...new Set(incident.members.map((one) => one.code))].join(' ');

const incidentLine = (incident: Incident, place: LiftPlace): string => {
  const endedMs = incident.resolvedAtMs ?? incident.closedAtMs;
  const summary = incident.members.at(-1)?.summary;
  return pointLine(
    'incident',
    {
      tags: { kind: incident.kind, district_id: incident.lift.districtId ?? UNREGISTERED },
      fields: {
        lift_id: incident.liftId ?? incident.scope,
        firm_id: incident.lift.firmId ?? UNREGISTERED,
        ...namesOf(place),
        incident_id: incident.incidentId,
        state: incident.state,
        live: Number(isLive(incident)),
        priority: incident.priority,
        severity: priorities.indexOf(incident.priority),
        outcome: incident.outcome ?? '',
        codes: codesOf(incident),
        summary_zh: summary?.zh,
        summary_en: summary?.en,
        floor: incident.lift.floor,
        latitude: place.latitude,
        longitude: place.longitude,
        opened_ms: incident.openedAtMs,
        ended_ms: endedMs,
        duration_s: endedMs === undefined ? undefined : (endedMs - incident.openedAtMs) / 1_000,
        drill: Number(isExercise(incident)),
      },
    },
    { atMs: incident.openedAtMs, counter: nameCounter(incident.incidentId) },
  );
};

const rescueLine = (incident: Incident, rescue: RescueFact, place: LiftPlace): string => {
  const { response, arrival, arrivalTarget } = rescueLimits;
  const breaches = breachesOf(incident, rescue);
  const arrivedWithin = (limitS: number) => flag(keptWithin(rescue.arrivalS, limitS, rescue.arrivalOverdue));
  return pointLine(
    'rescue',
    {
      tags: { district_id: rescue.districtId, hour: String(rescue.hour).padStart(2, '0') },
      fields: {
        lift_id: rescue.liftId,
        firm_id: rescue.firmId,
        ...namesOf(place),
        incident_id: incident.incidentId,
        state: incident.state,
        live: Number(isLive(incident)),
        episode: incident.episode,
        place: rescue.place,
        codes: codesOf(incident),
        confirmation: incident.confirmation,
        response_s: rescue.responseS,
        arrival_s: rescue.arrivalS,
        release_s: rescue.releaseS,
        response_within_3_min: flag(keptWithin(rescue.responseS, response.value, rescue.responseOverdue)),
        arrival_within_15_min: arrivedWithin(arrivalTarget.value),
        arrival_within_30_min: arrivedWithin(arrival.value),
        response_overdue: Number(rescue.responseOverdue),
        arrival_overdue: Number(rescue.arrivalOverdue),
        level: rescue.level,
        people: rescue.people,
        cause: rescue.cause,
        self_released: Number(rescue.selfReleased),
        false_alarm: Number(rescue.falseAlarm),
        drill: Number(isExercise(incident)),
        breach_zh: breaches.map((one) => one.zh).join('；') || undefined,
        breach_en: breaches.map((one) => one.en).join('; ') || undefined,
        breaches: breaches.length,
      },
    },
    { atMs: incident.openedAtMs, counter: nameCounter(incident.incidentId) },
  );
};

/**
 * The points of one incident as it stands: `incident`, and `rescue` for an entrapment that has alarmed. Both
 * carry the time of the opening, so that each revision overwrites the one before. Writing twice is writing once. The self-test has none.
 */
export const incidentLines = (incident: Incident, place: LiftPlace, nowMs: UnixMs): readonly string[] => {
  if (incident.liftId === SELF_TEST_LIFT) return [];
  const rescue = rescueFactOf(incident, place, nowMs);
  const lines = [incidentLine(incident, place)];
  if (rescue !== undefined) lines.push(rescueLine(incident, rescue, place));
  return lines;
};
