import type { CauseCode, Incident } from '@liftwatch/schemas';
import { moved } from '../lifecycle.ts';
import { isEnded } from '../states.ts';
import type { Acted, Attempt } from './action.ts';
import { withPeopleFreed } from './people-freed.ts';

/** Kinds in which people may be in danger. */
const ABOUT_PEOPLE: readonly Incident['kind'][] = ['entrapment', 'dangerous-movement'];

/**
 * A person files the cause and closes. What still lasts is closed only by force, and whoever was told hears of it. Where people may be in
 * danger the engine hears of it too: to it the alarm would go on, and who presses the button next would be part of what nobody sees. Pure.
 */
export const close = (
  incident: Incident,
  attempt: Attempt,
  order: {
    readonly causeCode?: CauseCode | undefined;
    readonly note?: string | undefined;
    readonly peopleFreed?: number | undefined;
    readonly force: boolean;
  },
): Acted => {
  const { by, atMs } = attempt;
  if (!isEnded(incident) && !order.force) return { done: false, reason: `still-${incident.state}` };
  const who = { atMs, who: by.id, ...(order.note === undefined ? {} : { detail: order.note }) };
  const causeCode = order.causeCode ?? incident.causeCode ?? 'not-determined';
  const filed: Incident = {
    ...withPeopleFreed(incident, attempt, order.peopleFreed),
    causeCode,
    closedBy: by.id,
    ...(order.note === undefined ? {} : { note: order.note }),
  };
  const withCause =
    isEnded(incident) && incident.state !== 'cause-filed'
      ? moved(filed, 'cause-filed', { ...who, reason: causeCode })
      : filed;
  const closed = moved(withCause, 'closed', {
    ...who,
    reason: isEnded(incident) ? 'closed-by-a-person' : 'closed-by-force',
  });
  const lasts = !isEnded(incident) && ABOUT_PEOPLE.includes(incident.kind);
  return { done: true, incident: closed, ...(lasts ? { decision: 'released' } : {}) };
};
