import type { ServiceMode } from '@liftwatch/schemas';
import { createDoor, type Door, type DoorCycle, type DoorTimes } from './door.ts';
import type { MotionLimits, MotionProfile } from './motion.ts';
import type { Random } from './random.ts';
import { heightOf, type Shaft } from './shaft.ts';
import { atAmbient, type Temperatures } from './thermal.ts';
import { healthy, type MachineRun, type RideVibration, type Wear } from './wear.ts';

export interface Person {
  readonly massKg: number;
  readonly fromFloor: number;
  readonly toFloor: number;
}

export interface LiftSpec {
  readonly liftId: string;
  readonly shaft: Shaft;
  readonly limits: MotionLimits;
  readonly ratedLoadKg: number;
  readonly doorTimes: DoorTimes;
  readonly ambientC: number;
  readonly startFloor?: number;
}

/** What is wrong now. Faults act by changing these; the machinery and the signals follow. */
export interface Conditions {
  powerLost: boolean;
  lockedOut: boolean;
  ignoresCalls: boolean;
  doorWontOpen: boolean;
  doorWontClose: boolean;
  doorHeldOpen: boolean;
  doorForcedOpen: boolean;
  /** The safety chain is bridged: the car leaves with its door open. */
  chainBridged: boolean;
  motorStalls: boolean;
  positionLost: boolean;
  /** Reversals forced on the next closing movements, count left. */
  forcedReopens: number;
  /** A landing whose call never goes out. */
  stuckCallFloor: number | null;
  /** A mechanic drives the car from its top. */
  inspectionRuns: boolean;
}

export const sound = (): Conditions => ({
  powerLost: false,
  lockedOut: false,
  ignoresCalls: false,
  doorWontOpen: false,
  doorWontClose: false,
  doorHeldOpen: false,
  doorForcedOpen: false,
  chainBridged: false,
  motorStalls: false,
  positionLost: false,
  forcedReopens: 0,
  stuckCallFloor: null,
  inspectionRuns: false,
});

export type RunPurpose = 'service' | 'relevel' | 'rescue' | 'inspection' | 'injected' | 'slip';

/** How the car moves: a planned run; a ramp of constant acceleration (an emergency); a motor that turns for nothing. */
export type Motion =
  | {
      readonly kind: 'run';
      readonly purpose: RunPurpose;
      readonly profile: MotionProfile;
      readonly startMs: number;
      readonly fromM: number;
      readonly sign: 1 | -1;
    }
  | {
      readonly kind: 'ramp';
      readonly startMs: number;
      readonly fromM: number;
      readonly fromMps: number;
      readonly accelerationMps2: number;
      readonly toMps: number;
    }
  | { readonly kind: 'stalled'; readonly startMs: number; readonly untilMs: number };

/** The run under way, for the trip reading at its end. */
export interface RunStart {
  readonly atMs: number;
  readonly floor: number;
  readonly targetFloor: number;
  readonly positionM: number;
  readonly loadPercent: number;
}

export interface Trip {
  readonly start: RunStart;
  readonly endMs: number;
  readonly toFloor: number;
  readonly distanceM: number;
  readonly up: boolean;
  readonly maxSpeedMps: number;
  readonly levellingErrorMm: number;
  readonly relevels: number;
  readonly vibration: RideVibration;
  readonly machine: MachineRun;
}

/** What happened within a step, in order. */
export type Happening =
  | { readonly type: 'trip'; readonly atMs: number; readonly trip: Trip }
  | { readonly type: 'door-cycle'; readonly atMs: number; readonly floor: number; readonly cycle: DoorCycle }
  | { readonly type: 'boarded' | 'alighted'; readonly atMs: number };

export type Phase = 'idle' | 'running' | 'exchanging' | 'closing' | 'stuck' | 'recovering';

export interface Totals {
  runningMs: number;
  runs: number;
  doorOpenings: number;
  ropeBends: number;
  travelM: number;
  passengers: number;
  energyWh: number;
}

/** A lift as it is now. Changed in place by `stepLift`. */
export interface Lift {
  readonly spec: LiftSpec;
  readonly random: Random;
  nowMs: number;
  positionM: number;
  speedMps: number;
  accelerationMps2: number;
  motion: Motion | null;
  run: RunStart | null;
  phase: Phase;
  phaseSinceMs: number;
  floor: number;
  heading: -1 | 0 | 1;
  door: Door;
  /** Until when somebody stands in the door. */
  crossingUntilMs: number;
  inCar: Person[];
  waiting: Person[];
  mode: ServiceMode;
  conditions: Conditions;
  wear: Wear;
  temperatures: Temperatures;
  totals: Totals;
  happenings: Happening[];
}

export const createLift = (spec: LiftSpec, random: Random, startAtMs: number): Lift => {
  const floor = spec.startFloor ?? 0;
  return {
    spec,
    random,
    nowMs: startAtMs,
    positionM: heightOf(spec.shaft, floor),
    speedMps: 0,
    accelerationMps2: 0,
    motion: null,
    run: null,
    phase: 'idle',
    phaseSinceMs: startAtMs,
    floor,
    heading: 0,
    door: createDoor(),
    crossingUntilMs: 0,
    inCar: [],
    waiting: [],
    mode: 'normal',
    conditions: sound(),
    wear: healthy(),
    temperatures: atAmbient(spec.ambientC),
    totals: { runningMs: 0, runs: 0, doorOpenings: 0, ropeBends: 0, travelM: 0, passengers: 0, energyWh: 0 },
    happenings: [],
  };
};

export const enter = (lift: Lift, phase: Phase): void => {
  lift.phase = phase;
  lift.phaseSinceMs = lift.nowMs;
};

/** Load of the car, % of rated load. */
export const loadPercent = (lift: Lift): number => {
  let kg = 0;
  for (const person of lift.inCar) kg += person.massKg;
  return (kg / lift.spec.ratedLoadKg) * 100;
};

/** Whether the car can move at all by itself. */
export const isBlocked = (lift: Lift): boolean => lift.conditions.powerLost || lift.conditions.lockedOut;
