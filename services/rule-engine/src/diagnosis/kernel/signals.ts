import type { StateReading } from '@liftwatch/schemas';

/** Signals of a `state` reading that rules look at, each with the bit that says "this one changed". */
export const signalBits = {
  serviceMode: 1 << 0,
  carStatus: 1 << 1,
  direction: 1 << 2,
  doorZone: 1 << 3,
  floor: 1 << 4,
  carDoorStatus: 1 << 5,
  landingDoorStatus: 1 << 6,
  passengerPresent: 1 << 7,
  peopleCount: 1 << 8,
  driveStatus: 1 << 9,
  loadPercent: 1 << 10,
  overload: 1 << 11,
  powerStatus: 1 << 12,
  positionM: 1 << 13,
  speedMps: 1 << 14,
  topLimit: 1 << 15,
  bottomLimit: 1 << 16,
  machineRoomTemperatureC: 1 << 17,
  motorTemperatureC: 1 << 18,
  controllerTemperatureC: 1 << 19,
  carTemperatureC: 1 << 20,
  callButtonHeld: 1 << 29,
  brakeTestPercent: 1 << 30,
} as const satisfies Partial<Record<keyof StateReading, number>>;

export type SignalName = keyof typeof signalBits;
export type SignalValue = string | number | boolean | null;
export const signalNames = Object.keys(signalBits) as readonly SignalName[];

/** What else can wake a rule. */
export const changeBits = {
  event: 1 << 21,
  trip: 1 << 22,
  door: 1 << 23,
  terminal: 1 << 24,
  link: 1 << 25,
  context: 1 << 26,
  /** Any reading. Rules with nothing open are told of it only while the terminal's clock is off. */
  heard: 1 << 27,
  timer: 1 << 28,
  /** A finding of the lift turned out to be unstable. */
  unstable: 1 << 31,
} as const;
