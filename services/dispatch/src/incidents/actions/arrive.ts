import type { Incident } from '@liftwatch/schemas';
import { moved, noted } from '../lifecycle.ts';
import { responseOf, withResponse } from '../response.ts';
import { isLive } from '../states.ts';
import { acknowledge } from './acknowledge.ts';
import type { Acted, Attempt } from './action.ts';

/** Legal limit in municipalities and cities with districts. Source: TSG T5002-2017 art. 5(4), seen. */
export const ARRIVE_WITHIN_S = 1_800;

/** By whole seconds, so that 30:00 is in time and 30:01 is not. */
const inTime = (alarmAtMs: number, atMs: number): boolean => Math.floor((atMs - alarmAtMs) / 1_000) <= ARRIVE_WITHIN_S;

/** Somebody stands at the lift; it counts also when another owns it, since people are what the clock is about. Pure. */
export const arrive = (incident: Incident, attempt: Attempt): Acted => {
  const { by, atMs } = attempt;
  if (!isLive(incident)) return { done: false, reason: `already-${incident.state}` };
  if (incident.state === 'arrived') {
    if (responseOf(incident).arrivedBy === by.id) return { done: true, incident };
    return {
      done: true,
      incident: noted(incident, { atMs, what: 'arrived-too', reason: 'a-person-arrived', who: by.id }),
    };
  }
  const taken = acknowledge(incident, attempt);
  const alarmAtMs = responseOf(incident).clockedAtMs ?? incident.alarmAtMs ?? incident.openedAtMs;
  const there = withResponse(taken.done ? taken.incident : incident, {
    arrivedAtMs: atMs,
    arrivedBy: by.id,
    arrivedInTime: inTime(alarmAtMs, atMs),
  });
  const detail = `${Math.floor((atMs - alarmAtMs) / 1_000)} s after the alarm`;
  const why = { atMs, reason: inTime(alarmAtMs, atMs) ? 'arrived-in-time' : 'arrived-late', who: by.id, detail };
  return { done: true, incident: moved(there, 'arrived', why) };
};
