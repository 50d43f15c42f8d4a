import type { Delivery, Incident } from '@liftwatch/schemas';

/** The car's alarm button, by which an incident is never silenced, whatever else is so. */
const BUTTON = '90';

/**
 * What nothing holds: an open entrapment, the alarm button, people in danger, and what liftwatch says of itself. Asked
 * before every other stage.
 */
export const isNeverHeld = (incident: Incident, delivery: Delivery): boolean =>
  incident.kind === 'entrapment' ||
  incident.kind === 'dangerous-movement' ||
  incident.kind.startsWith('system/') ||
  incident.members.some((m) => m.code === BUTTON) ||
  ((incident.priority === 'P0' || incident.priority === 'P1') && incident.occupancy !== 'empty') ||
  delivery.role === 'operator' ||
  delivery.notice === 'undelivered';
