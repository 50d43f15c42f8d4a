import { enter, loadPercent, type Lift, type Motion, type RunPurpose } from './lift.ts';
import { planRun, sampleRun, type MotionLimits } from './motion.ts';
import { heightOf, inUnlockingZone, nearestFloor } from './shaft.ts';
import { machineRun, rideVibration, stopErrorMm } from './wear.ts';

export const CREEP: MotionLimits = { speedMps: 0.3, accelerationMps2: 0.4, jerkMps3: 1 };
const RELEVEL: MotionLimits = { speedMps: 0.05, accelerationMps2: 0.2, jerkMps3: 1 };
/** Re-levelling starts outside 20 mm (EN 81-20 5.12.1.1.4). */
const RELEVEL_MM = 20;
const EMERGENCY_MPS2 = 2.5;
const STALL_LIMIT_MS = 45_000;

/** Starts a planned run to a height. The brake lifts first, so the car moves a moment later. */
export const startRun = (lift: Lift, toM: number, how: { purpose: RunPurpose; limits: MotionLimits }): void => {
  const distanceM = Math.abs(toM - lift.positionM);
  lift.motion = {
    kind: 'run',
    purpose: how.purpose,
    profile: planRun(distanceM, how.limits),
    startMs: lift.nowMs + 140 + lift.wear.brakeReleaseExtraMs,
    fromM: lift.positionM,
    sign: toM >= lift.positionM ? 1 : -1,
  };
  enter(lift, 'running');
};

/** A passenger run to a landing, which it misses by the error of the stop. */
export const startService = (lift: Lift, floor: number): void => {
  lift.run = {
    atMs: lift.nowMs,
    floor: lift.floor,
    targetFloor: floor,
    positionM: lift.positionM,
    loadPercent: loadPercent(lift),
  };
  lift.totals.runs++;
  if (lift.conditions.motorStalls) {
    lift.motion = { kind: 'stalled', startMs: lift.nowMs, untilMs: lift.nowMs + STALL_LIMIT_MS };
    enter(lift, 'running');
    return;
  }
  const errorM = stopErrorMm(lift.random, lift.wear, lift.run.loadPercent) / 1000;
  startRun(lift, heightOf(lift.spec.shaft, floor) + errorM, { purpose: 'service', limits: lift.spec.limits });
};

/** The brake falls in: the car stops where it can and the service run is over. */
export const emergencyStop = (lift: Lift): void => {
  lift.run = null;
  if (lift.speedMps === 0) {
    lift.motion = null;
    return enter(lift, 'stuck');
  }
  startRamp(lift, -Math.sign(lift.speedMps) * EMERGENCY_MPS2, 0);
};

export const startRamp = (lift: Lift, accelerationMps2: number, toMps: number): void => {
  const { positionM: fromM, speedMps: fromMps, nowMs: startMs } = lift;
  lift.motion = { kind: 'ramp', startMs, fromM, fromMps, accelerationMps2, toMps };
};

/** Where the car would come to rest if the brake fell in now. */
export const emergencyStopM = (lift: Lift): number =>
  lift.positionM + (Math.sign(lift.speedMps) * lift.speedMps ** 2) / (2 * EMERGENCY_MPS2);

const finishTrip = (lift: Lift): void => {
  const start = lift.run;
  if (!start) return;
  lift.run = null;
  const signedM = lift.positionM - start.positionM;
  const distanceM = Math.abs(signedM);
  const maxSpeedMps = planRun(distanceM, lift.spec.limits).peakSpeedMps;
  const machine = machineRun(lift.random, lift.wear, {
    loadPercent: start.loadPercent,
    distanceM,
    up: signedM > 0,
    ratedLoadKg: lift.spec.ratedLoadKg,
  });
  const levellingErrorMm = (lift.positionM - heightOf(lift.spec.shaft, lift.floor)) * 1000;
  lift.totals.energyWh += machine.energyWh;
  lift.totals.ropeBends += 2;
  lift.happenings.push({
    type: 'trip',
    atMs: lift.nowMs,
    trip: {
      start,
      endMs: lift.nowMs,
      toFloor: lift.floor,
      distanceM,
      up: signedM > 0,
      maxSpeedMps,
      levellingErrorMm,
      relevels: Math.abs(levellingErrorMm) > RELEVEL_MM ? 1 : 0,
      vibration: rideVibration(lift.random, lift.wear, maxSpeedMps),
      machine,
    },
  });
};

const arrive = (lift: Lift, motion: Motion): void => {
  lift.motion = null;
  lift.speedMps = 0;
  lift.accelerationMps2 = 0;
  if (motion.kind === 'stalled') {
    lift.run = null;
    lift.conditions.lockedOut = lift.conditions.motorStalls;
    return enter(lift, 'stuck');
  }
  if (motion.kind === 'ramp' || motion.purpose === 'injected' || motion.purpose === 'slip') return enter(lift, 'stuck');
  if (motion.purpose === 'inspection') return enter(lift, 'idle');
  finishTrip(lift);
  const level = heightOf(lift.spec.shaft, lift.floor);
  const offMm = Math.abs(lift.positionM - level) * 1000;
  if (motion.purpose === 'service' && offMm > RELEVEL_MM && inUnlockingZone(lift.spec.shaft, lift.positionM)) {
    return startRun(lift, level, { purpose: 'relevel', limits: RELEVEL });
  }
  enter(lift, 'exchanging');
};

const moveOnRamp = (lift: Lift, motion: Extract<Motion, { kind: 'ramp' }>): boolean => {
  const endS = (motion.toMps - motion.fromMps) / motion.accelerationMps2;
  const t = Math.min(endS, (lift.nowMs - motion.startMs) / 1000);
  lift.positionM = motion.fromM + motion.fromMps * t + (motion.accelerationMps2 * t * t) / 2;
  lift.speedMps = motion.fromMps + motion.accelerationMps2 * t;
  lift.accelerationMps2 = motion.accelerationMps2;
  return t >= endS;
};

/** Moves the car for one step and ends the run when it is over. */
export const stepMotion = (lift: Lift, stepMs: number): void => {
  const motion = lift.motion;
  if (!motion) return;
  const beforeM = lift.positionM;
  let done: boolean;
  if (motion.kind === 'run') {
    const elapsedS = (lift.nowMs - motion.startMs) / 1000;
    const at = sampleRun(motion.profile, elapsedS);
    lift.positionM = motion.fromM + motion.sign * at.travelledM;
    lift.speedMps = motion.sign * at.speedMps;
    lift.accelerationMps2 = motion.sign * at.accelerationMps2;
    done = elapsedS >= motion.profile.durationS;
  } else if (motion.kind === 'ramp') {
    done = moveOnRamp(lift, motion);
    if (done && motion.toMps !== 0) {
      lift.speedMps = motion.toMps;
      return startRamp(lift, -Math.sign(motion.toMps) * EMERGENCY_MPS2, 0);
    }
  } else done = lift.nowMs >= motion.untilMs;
  lift.totals.travelM += Math.abs(lift.positionM - beforeM);
  lift.totals.runningMs += stepMs;
  lift.floor = nearestFloor(lift.spec.shaft, lift.positionM);
  if (done) arrive(lift, motion);
};
