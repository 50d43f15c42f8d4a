import type { DoorStatus, StateReading } from '@liftwatch/schemas';
import { loadPercent, type Lift } from '../physics/lift.ts';
import { inUnlockingZone, LIMIT_SWITCH_M, nameOf } from '../physics/shaft.ts';

/** The signals of a lift as its terminal reads them; the fields of `state` without its envelope. */
export type Signals = Required<Omit<StateReading, 'at' | 'boot' | 'seq' | 'sentAt'>>;
export type SignalName = keyof Signals;

const round = (value: number, decimals: number): number => {
  const scale = 10 ** decimals;
  const rounded = Math.round(value * scale) / scale;
  return rounded === 0 ? 0 : rounded;
};

const carDoor = (lift: Lift): DoorStatus => {
  if (lift.conditions.doorForcedOpen) return 'limited-opened';
  return lift.door.phase;
};

const landingDoor = (lift: Lift): DoorStatus => {
  if (lift.door.phase !== 'closed') return lift.door.phase;
  const bouncing = lift.wear.lockBounces >= 10 && lift.motion !== null && Math.floor(lift.nowMs / 200) % 5 === 0;
  return bouncing ? 'closed' : 'safety-locked';
};

/** The brake does not hold the car: to its controller it stands. */
const slips = (lift: Lift): boolean => lift.motion?.kind === 'run' && lift.motion.purpose === 'slip';

const direction = (lift: Lift): 'none' | 'up' | 'down' => {
  if (!lift.motion || slips(lift)) return 'none';
  if (lift.motion.kind === 'run') return lift.motion.sign > 0 ? 'up' : 'down';
  if (lift.speedMps > 0) return 'up';
  if (lift.speedMps < 0) return 'down';
  return lift.heading === 0 ? 'none' : lift.heading > 0 ? 'up' : 'down';
};

const driveStatus = (lift: Lift): 'standby' | 'brake-lifted' | 'brake-set' => {
  if (slips(lift)) return 'brake-set';
  if (lift.motion) return lift.motion.kind === 'ramp' ? 'brake-set' : 'brake-lifted';
  return lift.phase === 'idle' ? 'standby' : 'brake-set';
};

/** What the sensors and the controller say of a lift now. `person` is what the person sensor says. */
export const readSignals = (lift: Lift, person: boolean | null): Signals => {
  const { shaft } = lift.spec;
  const dark = lift.conditions.powerLost;
  const lost = lift.conditions.positionLost;
  return {
    serviceMode: lift.mode,
    carStatus: lift.motion && !slips(lift) ? 'running' : 'stopped',
    direction: direction(lift),
    doorZone: inUnlockingZone(shaft, lift.positionM),
    floor: lost ? null : nameOf(shaft, lift.floor),
    carDoorStatus: carDoor(lift),
    landingDoorStatus: landingDoor(lift),
    passengerPresent: person,
    peopleCount: null,
    driveStatus: driveStatus(lift),
    callButtonHeld: dark ? null : lift.conditions.stuckCallFloor !== null,
    brakeTestPercent: dark ? null : round(lift.wear.brakeTestPercent, 0),
    loadPercent: dark ? null : round(loadPercent(lift), 0),
    overload: false,
    powerStatus: dark ? 'lost' : 'normal',
    positionM: lost ? null : round(lift.positionM, 3),
    speedMps: round(lift.speedMps, 2),
    topLimit: lift.positionM > shaft.travelM + LIMIT_SWITCH_M,
    bottomLimit: lift.positionM < -LIMIT_SWITCH_M,
    machineRoomTemperatureC: dark ? null : round(lift.temperatures.machineRoomC, 1),
    motorTemperatureC: dark ? null : round(lift.temperatures.motorC, 1),
    controllerTemperatureC: dark ? null : round(lift.temperatures.controllerC, 1),
    carTemperatureC: round(lift.temperatures.carC, 1),
  };
};
