import type { CountersReading } from './counters.ts';
import type { DoorReading } from './door.ts';
import type { EventReading } from './event.ts';
import type { StateReading } from './state.ts';
import type { TerminalReading } from './terminal.ts';
import type { TripReading } from './trip.ts';
import { countersReading } from './counters.ts';
import { doorReading } from './door.ts';
import { eventReading } from './event.ts';
import { stateReading } from './state.ts';
import { terminalReading } from './terminal.ts';
import { tripReading } from './trip.ts';

export const readingSchemas = {
  state: stateReading,
  event: eventReading,
  trip: tripReading,
  door: doorReading,
  counters: countersReading,
  terminal: terminalReading,
} as const;

/** The kinds that a publish can carry; the last level of its topic. */
export type ReadingKind = keyof typeof readingSchemas;
export const readingKinds = Object.keys(readingSchemas) as readonly ReadingKind[];

export interface ReadingByKind {
  readonly state: StateReading;
  readonly event: EventReading;
  readonly trip: TripReading;
  readonly door: DoorReading;
  readonly counters: CountersReading;
  readonly terminal: TerminalReading;
}

/** A reading together with its kind, which on the wire is the topic's last level. */
export type Reading = {
  readonly [K in ReadingKind]: { readonly kind: K; readonly body: ReadingByKind[K] };
}[ReadingKind];

export type { AlarmButtonEvent, CodeEvent, EventReading } from './event.ts';
export type { DoorStatus, ServiceMode, StateReading } from './state.ts';
export type { SensorName, TerminalReading } from './terminal.ts';
export type { CountersReading, DoorReading, TripReading };
export type { UnixMs } from './envelope.ts';
export { liftIdPattern, unixMs } from './envelope.ts';
export { errorNotice, type ErrorNotice } from './error-notice.ts';
export { presenceReading, type PresenceReading } from './presence.ts';
export { doorStatuses, serviceModes } from './state.ts';
export { sensorNames } from './terminal.ts';
