import type { DoorReading, TripReading, UnixMs } from '@liftwatch/schemas';
import { takeCounted } from './baseline/counted.ts';
import { SETTLE_BLOCKS } from './baseline/learning.ts';
import { takeMeasured } from './baseline/measured.ts';
import { countFeatures, features, placeOf } from './features/features.ts';
import { countedFrom } from './memory/counted.ts';
import { DerivedState } from './memory/derived-state.ts';
import { measuredFrom } from './memory/measured.ts';
import type { LiftWear } from './memory/wear-memory.ts';
import { contextNames, type Circumstances, type ContextNames } from './readings/contexts.ts';
import { NOTHING, takeCarStatus, takeDoorStatus, takeDriveStatus, type Derived } from './readings/derived.ts';
import { doorValues, unexplainedReopens } from './readings/of-door.ts';
import { tripValues } from './readings/of-trip.ts';

const takeOne = (m: LiftWear, place: number, o: { value: number; atMs: UnixMs; names: ContextNames }): boolean => {
  const feature = features[place];
  return feature !== undefined && takeMeasured(feature, measuredFrom(m, place, SETTLE_BLOCKS), o);
};

/** Few values by name, as derived from `state`. */
const take = (m: LiftWear, values: readonly (readonly [string, number])[], c: Circumstances): boolean => {
  if (values.length === 0) return false;
  const names = contextNames(c);
  let closed = false;
  for (const [name, value] of values) if (takeOne(m, placeOf(name), { value, atMs: c.atMs, names })) closed = true;
  return closed;
};

const count = (
  m: LiftWear,
  place: number,
  cycle: { events: number | null | undefined; floor: string; atMs: UnixMs },
): boolean => {
  const feature = countFeatures[place];
  if (!feature || typeof cycle.events !== 'number') return false;
  const state = countedFrom(m, place);
  const before = state.held;
  takeCounted(feature, state, { events: cycle.events, floor: cycle.floor, atMs: cycle.atMs });
  return state.held !== before;
};

/** What else the lift says at the moment of a trip. Undefined: unknown. */
export interface Surroundings {
  readonly passengerPresent?: boolean | undefined;
  readonly motorC?: number | undefined;
  readonly cabinetC?: number | undefined;
  readonly machineRoomC?: number | undefined;
  readonly ratedSpeedMps?: number | undefined;
  readonly floors?: readonly string[] | undefined;
}

const speedShare = (m: LiftWear, trip: TripReading, around: Surroundings): number | undefined => {
  if (typeof trip.maxSpeedMps !== 'number') return undefined;
  if (trip.maxSpeedMps > m.fastestMps) m.fastestMps = trip.maxSpeedMps;
  const top = around.ratedSpeedMps ?? m.fastestMps;
  return top > 0 ? trip.maxSpeedMps / top : undefined;
};

const heat = (around: Surroundings): [string, number][] => {
  const { motorC, cabinetC, machineRoomC } = around;
  if (machineRoomC === undefined) return [];
  const values: [string, number][] = [];
  if (motorC !== undefined) values.push(['motor-heat', motorC - machineRoomC]);
  if (cabinetC !== undefined) values.push(['cabinet-heat', cabinetC - machineRoomC]);
  return values;
};

/** Takes a trip reading. True: a score may have changed. */
export const takeTrip = (m: LiftWear, trip: TripReading, o: { atMs: UnixMs; around: Surroundings }): boolean => {
  const { atMs, around } = o;
  m.lastTripMs = Math.max(m.lastTripMs, atMs);
  const c: Circumstances = {
    atMs,
    floor: trip.toFloor,
    fromFloor: trip.fromFloor,
    direction: trip.direction,
    distanceM: trip.distanceM ?? undefined,
    floors: around.floors,
    loadPercent: trip.loadPercent ?? undefined,
    speedShare: speedShare(m, trip, around),
  };
  const names = contextNames(c);
  let measured = false;
  for (const { place, of } of tripValues) {
    const value = of(trip);
    if (typeof value === 'number' && takeOne(m, place, { value, atMs, names })) measured = true;
  }
  const more = heat(around);
  if (around.passengerPresent === false && typeof trip.loadPercent === 'number')
    more.push(['load-zero', trip.loadPercent]);
  for (const [name, value] of more) if (takeOne(m, placeOf(name), { value, atMs, names })) measured = true;
  return count(m, 2, { events: trip.relevels, floor: trip.toFloor, atMs }) || measured;
};

/** Takes a door reading. True: a score may have changed. */
export const takeDoor = (m: LiftWear, door: DoorReading, atMs: UnixMs): boolean => {
  m.lastDoorMs = Math.max(m.lastDoorMs, atMs);
  const { floor } = door;
  const names = contextNames({ atMs, floor });
  let measured = false;
  for (const { place, of } of doorValues) {
    const value = of(door);
    if (typeof value === 'number' && value > 0 && takeOne(m, place, { value, atMs, names })) measured = true;
  }
  const reopened = count(m, 0, { events: unexplainedReopens(door), floor, atMs });
  const bounced = count(m, 1, { events: door.lockBounces, floor, atMs });
  return measured || reopened || bounced;
};

/** A terminal that sends trips or door cycles itself is believed; what its `state` shows is then left alone. */
const DERIVE_AFTER_MS = 7 * 86_400_000;

const takeDerived = (
  m: LiftWear,
  d: Derived,
  o: { atMs: UnixMs; floor: string; floors: readonly string[] | undefined; door: boolean },
): boolean => {
  const { atMs, floor, floors } = o;
  const told = o.door ? m.lastDoorMs : 0;
  if (told > 0 && atMs - told < DERIVE_AFTER_MS) return false;
  let closed = take(m, d.values, { atMs, floor });
  if (d.doorCycle && count(m, 0, { events: d.doorCycle.reopens, floor, atMs })) closed = true;
  const ownTrips = m.lastTripMs > 0 && atMs - m.lastTripMs < DERIVE_AFTER_MS;
  if (
    d.run &&
    !ownTrips &&
    take(m, [['run-time', d.run.durationMs]], { atMs, floor, floors, fromFloor: d.run.fromFloor })
  )
    closed = true;
  return closed;
};

/** What changed in a `state` reading; undefined: that signal did not change, or is not known. */
export interface StateChange {
  readonly doorStatus?: unknown;
  readonly running?: boolean | undefined;
  readonly driveStatus?: unknown;
  /** Where the car stands, known whether or not it has changed. */
  readonly positionM?: number | undefined;
}

/** Takes changes of raw `state`. True: a score may have changed. */
export const takeState = (
  m: LiftWear,
  change: StateChange,
  o: { nowMs: UnixMs; floor: string; floors: readonly string[] | undefined },
): boolean => {
  const { nowMs, floor, floors } = o;
  const { doorStatus, driveStatus, running, positionM } = change;
  const s = new DerivedState(m);
  let closed = false;
  const took = (d: Derived, door: boolean): void => {
    if (d !== NOTHING && takeDerived(m, d, { atMs: nowMs, floor, floors, door })) closed = true;
  };
  if (doorStatus !== undefined) took(takeDoorStatus(s, doorStatus, nowMs), true);
  if (driveStatus !== undefined) took(takeDriveStatus(s, driveStatus, { nowMs, positionM }), false);
  if (running !== undefined) took(takeCarStatus(s, running, { nowMs, floor }), false);
  return closed;
};
